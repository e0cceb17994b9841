import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";

/** Colours that may be given to a Mantine component as `color`. */
export const tones = ["accent", "ok", "warn", "crit", "info"] as const;
export type ThemeTone = (typeof tones)[number];

const isThemeTone = (color: string | undefined): color is ThemeTone => tones.some((tone) => tone === color);

/** Mantine wants ten shades; ours have one value per scheme, which the variable chooses. */
const oneShade = (value: string): MantineColorsTuple => [
  value,
  value,
  value,
  value,
  value,
  value,
  value,
  value,
  value,
  value,
];

/** Mantine paints white on every filled button; in the dark scheme our tones are light and need dark text. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  if (input.variant === "filled" && isThemeTone(input.color ?? input.theme.primaryColor)) {
    return { ...colors, color: "var(--pb-on-tone)" };
  }
  return colors;
};

/** The Mantine theme: every value comes from tokens.css. */
export const theme = createTheme({
  primaryColor: "accent",
  colors: {
    accent: oneShade("var(--pb-accent)"),
    ok: oneShade("var(--pb-ok)"),
    warn: oneShade("var(--pb-warn)"),
    crit: oneShade("var(--pb-crit)"),
    info: oneShade("var(--pb-info)"),
    // Mantine's dark surfaces take 0 for text, 4 for edges, 6 for controls and 7 for the ground.
    dark: [
      "var(--pb-text)",
      "var(--pb-text)",
      "var(--pb-dim)",
      "var(--pb-faint)",
      "var(--pb-line)",
      "var(--pb-line-soft)",
      "var(--pb-card)",
      "var(--pb-bg)",
      "var(--pb-bg)",
      "var(--pb-bg)",
    ],
  },
  variantColorResolver,
  fontFamily: "var(--pb-font)",
  headings: { fontFamily: "var(--pb-font)", fontWeight: "600" },
  fontSizes: {
    xs: "var(--pb-fs-chip)",
    sm: "var(--pb-fs-control)",
    md: "var(--pb-fs-body)",
    lg: "var(--pb-fs-brand)",
    xl: "var(--pb-fs-title)",
  },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.45", lg: "1.5", xl: "1.5" },
  radius: {
    xs: "var(--pb-radius-tiny)",
    sm: "var(--pb-radius-inner)",
    md: "var(--pb-radius-control)",
    lg: "var(--pb-radius-card)",
    xl: "var(--pb-radius-pill)",
  },
  defaultRadius: "md",
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  shadows: {
    xs: "var(--pb-shadow)",
    sm: "var(--pb-shadow)",
    md: "var(--pb-shadow-float)",
    lg: "var(--pb-shadow-float)",
    xl: "var(--pb-shadow-float)",
  },
  breakpoints: { xs: "30em", sm: "45em", md: "62em", lg: "68.75em", xl: "90em" },
  focusRing: "auto",
  respectReducedMotion: true,
  cursorType: "pointer",
});

function toneVariables(tone: ThemeTone): Record<string, string> {
  const name = `--mantine-color-${tone}`;
  return {
    [`${name}-text`]: `var(--pb-${tone})`,
    [`${name}-filled`]: `var(--pb-${tone})`,
    [`${name}-filled-hover`]: `color-mix(in srgb, var(--pb-${tone}), var(--pb-text) 14%)`,
    [`${name}-light`]: `var(--pb-${tone}-bg)`,
    [`${name}-light-hover`]: `color-mix(in srgb, var(--pb-${tone}-bg), var(--pb-${tone}) 10%)`,
    [`${name}-light-color`]: `var(--pb-${tone})`,
    [`${name}-outline`]: `var(--pb-${tone})`,
    [`${name}-outline-hover`]: `var(--pb-${tone}-bg)`,
  };
}

const surfaceVariables: Record<string, string> = {
  "--mantine-primary-color-contrast": "var(--pb-on-tone)",
  "--mantine-color-bright": "var(--pb-text)",
  "--mantine-color-text": "var(--pb-text)",
  // Mantine's "body" is the ground of modals, menus and papers too, so it is the card; base.css gives the page its own.
  "--mantine-color-body": "var(--pb-card)",
  "--mantine-color-error": "var(--pb-crit)",
  "--mantine-color-success": "var(--pb-ok)",
  "--mantine-color-placeholder": "var(--pb-faint)",
  "--mantine-color-anchor": "var(--pb-accent)",
  "--mantine-color-default": "var(--pb-card)",
  "--mantine-color-default-hover": "var(--pb-hover)",
  "--mantine-color-default-color": "var(--pb-text)",
  "--mantine-color-default-border": "var(--pb-line)",
  "--mantine-color-dimmed": "var(--pb-dim)",
  "--mantine-color-disabled": "var(--pb-mute-bg)",
  "--mantine-color-disabled-color": "var(--pb-faint)",
  "--mantine-color-disabled-border": "var(--pb-line)",
};

/** Points Mantine's own variables at the tokens; give it to `MantineProvider` beside `theme`. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const perScheme = Object.assign({}, surfaceVariables, ...tones.map(toneVariables));
  return { variables: {}, light: perScheme, dark: perScheme };
};
