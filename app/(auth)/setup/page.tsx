import type { Metadata } from "next";
import { SetupScreen } from "@/lib/client/screens/setup/setup-screen";
import { setupPage } from "@/lib/http/auth-pages";

export const metadata: Metadata = { title: "First run" };

export default async function SetupPage() {
  return <SetupScreen choices={await setupPage()} />;
}
