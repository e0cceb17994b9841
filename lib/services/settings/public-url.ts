/** True where browsers come by https, as PUBLIC_URL says: only then are cookies `Secure` and HSTS is sent. */
export const isHttps = (publicUrl: string | null): boolean =>
  publicUrl !== null && new URL(publicUrl).protocol === "https:";
