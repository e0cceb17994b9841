import { Skeleton } from "../skeleton";

/** Stands where a plot will be while its code is loaded, of the same size. */
export const PlotPlaceholder = () => <Skeleton height="100%" shape="block" />;
