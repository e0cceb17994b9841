import { IconAlertTriangle } from "@tabler/icons-react";
import classes from "./form-message.module.css";

/** What is wrong with a whole form, read out at once. Its place is kept while there is nothing to say. */
export function FormMessage({ children }: { children: string | null }) {
  return (
    <div className={classes.place} role="alert">
      {children && (
        <span className={classes.message}>
          <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
          {children}
        </span>
      )}
    </div>
  );
}
