import { avatarColor } from "../theme/palette";
import classes from "./avatar.module.css";
import { initialsOf } from "./initials";

export type AvatarProps = { id: string; name: string; size?: "sm" | "md" };

/** Initials on the person's colour. Decorative: say the name beside it. */
export function Avatar({ id, name, size = "md" }: AvatarProps) {
  return (
    <span className={classes.avatar} data-size={size} style={{ background: avatarColor(id) }} aria-hidden>
      {initialsOf(name)}
    </span>
  );
}
