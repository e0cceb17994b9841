import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./action-button.module.css";
import { classNames } from "./class-names";

export type ActionButtonProps = {
  children?: ReactNode;
  icon?: ReactNode;
  /** The name for screen readers and the tooltip; required when there is only an icon. */
  label?: string;
  /** quiet has no edge; primary and danger are filled. */
  look?: "default" | "quiet" | "primary" | "danger";
  onClick?: () => void;
  /** Makes it a link. */
  href?: string;
  disabled?: boolean;
  /** Said on hover, such as why it is disabled. */
  hint?: string | undefined;
  pressed?: boolean;
  type?: "button" | "submit";
  className?: string;
  /** Opens the element of that id, by the popover API. */
  popoverTarget?: string;
  /** −1 where something else in a list leads the focus here. */
  tabIndex?: number;
};

/** The product's small button: 32 px high, one icon and a word. Forms use Mantine's `Button`, which the theme makes look alike. */
export function ActionButton(props: ActionButtonProps) {
  const {
    children,
    icon,
    label,
    look = "default",
    onClick,
    href,
    disabled,
    hint,
    pressed,
    type,
    className,
    popoverTarget,
    tabIndex,
  } = props;
  const shared = {
    className: classNames(classes.button, className),
    "data-look": look,
    "data-icon-only": children ? undefined : true,
    "aria-label": label,
    title: hint ?? (children ? undefined : label),
    tabIndex,
  };
  if (href) {
    return (
      <Link href={href} {...shared}>
        {icon}
        {children}
      </Link>
    );
  }
  return (
    <button
      {...shared}
      type={type ?? "button"}
      onClick={onClick}
      disabled={disabled}
      aria-pressed={pressed}
      popoverTarget={popoverTarget}
    >
      {icon}
      {children}
    </button>
  );
}
