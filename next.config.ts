import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Set by server/scripts/build.mjs: a version and the beginning of the sources' hash.
  generateBuildId: () => process.env.PULSEBOARD_BUILD ?? null,
  // One compiled copy per process: argon2 is native, and pg belongs to the custom server.
  serverExternalPackages: ["argon2", "pg", "pino"],
  experimental: {
    authInterrupts: true,
    optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"],
  },
};

export default config;
