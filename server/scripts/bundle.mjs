/**
 * What esbuild is told for everything that runs in Node: packages stay in node_modules.
 * @param {string} root the repository
 * @param {Record<string, string>} entryPoints name of the bundle to its source, from the root
 * @returns {import("esbuild").BuildOptions & { metafile: true }}
 */
export const bundleOptions = (root, entryPoints) => ({
  absWorkingDir: root,
  entryPoints,
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: true,
  tsconfig: "tsconfig.json",
  logLevel: "warning",
  metafile: true,
});
