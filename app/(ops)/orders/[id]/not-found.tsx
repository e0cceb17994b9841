import { OrderMissing } from "@/lib/client/screens/orders/order-missing";

export default OrderMissing;
