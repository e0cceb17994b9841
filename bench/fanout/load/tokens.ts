import { SignJWT } from "jose";
import { tokenClaims, tokenKey } from "../token";

/** An access token for each of `count` users, as the product would sign it. */
export function signTokens(count: number): Promise<string[]> {
  const { issuer, audience, type, algorithm, lifetimeSeconds } = tokenClaims;
  const issuedAt = Math.floor(Date.now() / 1000);
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      new SignJWT({ sid: `session-${index}`, version: 1 })
        .setProtectedHeader({ alg: algorithm, typ: type })
        .setSubject(`user-${index}`)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(tokenKey),
    ),
  );
}
