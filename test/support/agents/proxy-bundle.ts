/** The proxy's bundle as it ships, made once for a test run in a temporary folder. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../../proxy/kernel/version.ts";
import { type BundledFile, bundleProxy } from "../../../scripts/build.ts";

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
  // As in the package: older Node.js versions load modules only with this file, and newer ones need not detect the type.
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  return { cli: join(folder, "cli.js"), folder, files };
}

/** Makes the same program as a release of version `other`, and returns its script. */
export async function bundledAs(other: string): Promise<string> {
  const { folder, files } = await bundledCli();
  const copy = mkdtempSync(join(tmpdir(), "drawbridge-bundle-"));
  process.once("exit", () => rmSync(copy, { recursive: true, force: true }));
  cpSync(folder, copy, { recursive: true });
  const versioned = files.filter(({ name }) => readFileSync(join(copy, name), "utf8").includes(`"${version}"`));
  assert.equal(versioned.length, 2, "the bridge, which is bundled apart, and the rest hold the version");
  for (const { name } of versioned) {
    const path = join(copy, name);
    writeFileSync(path, readFileSync(path, "utf8").replace(`"${version}"`, JSON.stringify(other)));
  }
  return join(copy, "cli.js");
}
