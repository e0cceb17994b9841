import type { Metadata } from "next";
import { LoginScreen } from "@/lib/client/screens/login/login-screen";
import { loginPage } from "@/lib/http/auth-pages";

export const metadata: Metadata = { title: "Sign in" };

export default async function LoginPage({
  searchParams,
}: {
  searchParams: Promise<{ from?: unknown; sso?: unknown }>;
}) {
  return <LoginScreen {...(await loginPage(await searchParams))} />;
}
