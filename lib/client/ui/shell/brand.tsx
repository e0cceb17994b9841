import classes from "./brand.module.css";

/** The product's mark and name. */
export function Brand({ name = "Pulseboard" }: { name?: string }) {
  return (
    <span className={classes.brand}>
      <span className={classes.mark} aria-hidden>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <path d="M1 8h3l2-6 3 10 2-4h2" />
        </svg>
      </span>
      {name}
    </span>
  );
}
