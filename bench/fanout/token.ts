/** Access tokens like those of the product: signed, of five minutes. */
export const tokenClaims = {
  issuer: "bench",
  audience: "bench",
  type: "at+jwt",
  algorithm: "HS256",
  lifetimeSeconds: 300,
} as const;

/** No secret: both processes of a benchmark know it. */
export const tokenKey = new TextEncoder().encode("a key of thirty-two bytes, shared");
