import { ForbiddenScreen } from "@/lib/client/screens/messages/forbidden-screen";

export default function Forbidden() {
  return <ForbiddenScreen />;
}
