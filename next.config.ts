import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Set by server/scripts/build.mjs: a version and the beginning of the sources' hash.
  generateBuildId: () => process.env.PULSEBOARD_BUILD ?? null,
  // No page has an image of another size: nobody may make this server compute one, or keep it in a folder that it may not write.
  images: { unoptimized: true, maximumDiskCacheSize: 0 },
  // One compiled copy per process: pg belongs to the custom server.
  serverExternalPackages: ["pg", "pino"],
  experimental: {
    authInterrupts: true,
    optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"],
  },
};

export default config;
