/** The proxy's bundle as it ships, made once for a test run in a temporary folder. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundledFile, bundleProxy } from "../../scripts/build.ts";

export interface Bundle {
  /** The script that `node` runs. */
  readonly cli: string;
  readonly folder: string;
  readonly files: readonly BundledFile[];
}

let made: Promise<Bundle> | null = null;

export function bundledCli(): Promise<Bundle> {
  made ??= make();
  return made;
}

async function make(): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-bundle-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const files = await bundleProxy(folder);
  return { cli: join(folder, "cli.js"), folder, files };
}
