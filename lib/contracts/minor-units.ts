// ISO 4217 minor units that are not 2. Intl is not asked: ICU rounds HUF, IDR and others to 0 as people write them by hand.
const minorDigits: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ").map((c) => [c, 0]),
  ),
  ...Object.fromEntries("BHD IQD JOD KWD LYD OMR TND".split(" ").map((c) => [c, 3])),
  CLF: 4,
  UYW: 4,
};

/** How many decimals a currency's minor unit has (ISO 4217): EUR 2, JPY 0, KWD 3. */
export const minorUnitDigits = (currency: string): number => minorDigits[currency] ?? 2;
