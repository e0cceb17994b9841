import type { ReactNode } from "react";
import { AuthFrame } from "@/lib/client/screens/login/auth-frame";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return <AuthFrame>{children}</AuthFrame>;
}
