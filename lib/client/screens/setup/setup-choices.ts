/** What the server offers on the first run: its own lists, because it is the one that accepts them. */
export interface SetupChoices {
  /** Defaults. */
  timeZone: string;
  currency: string;
  timeZones: string[];
  currencies: { code: string; name: string }[];
}
