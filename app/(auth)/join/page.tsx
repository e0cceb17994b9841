import type { Metadata } from "next";
import { JoinScreen } from "@/lib/client/screens/join/join-screen";

/** The address stays out of what search engines and other sites learn; the secret behind its # never leaves the browser in one. */
export const metadata: Metadata = { title: "Choose a password", robots: { index: false }, referrer: "no-referrer" };

export default function JoinPage() {
  return <JoinScreen />;
}
