/** Bundles the scripts of the extension's pages: each becomes one file that a page may load. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const pages = fileURLToPath(new URL("../extension/pages/", import.meta.url));

/** Writes decision-page.js and run-page.js into `folder`. */
export async function bundlePageScripts(folder: string): Promise<void> {
  await build({
    entryPoints: ["decision-page.ts", "run-page.ts"].map((name) => `${pages}${name}`),
    outdir: folder,
    bundle: true,
    minify: true,
    platform: "browser",
    format: "iife",
    // The oldest editor that the extension supports has a newer browser.
    target: "es2022",
    logLevel: "error",
  });
}
