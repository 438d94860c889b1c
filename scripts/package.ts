/**
 * `npm run package`: the proxy as a tarball that `npm i -g` installs, and the extension as a `.vsix`; prints each file's
 * path and size. `-- --registry URL` presets the company's registry in the extension.
 */
import { execFile } from "node:child_process";
import { mkdir, rm, stat } from "node:fs/promises";
import { relative } from "node:path";
import { parseArgs, promisify } from "node:util";
import { bundle } from "./build.ts";
import { packExtension } from "./vsix.ts";

const root = new URL("..", import.meta.url).pathname;
const run = promisify(execFile);

const { registry = "" } = parseArgs({ options: { registry: { type: "string" } } }).values;
if (registry !== "" && !/^https?:\/\//.test(registry)) {
  console.error(`--registry wants your registry's address, e.g. https://drawbridge.example.com; it was ${registry}`);
  process.exit(2);
}

// Chunks of earlier builds stay for brokers that run from this folder; a package holds none of them.
await rm(`${root}proxy/dist`, { recursive: true, force: true });
await bundle();
await mkdir(`${root}dist`, { recursive: true });
const { stdout } = await run("npm", ["pack", "--workspace", "drawbridge", "--pack-destination", `${root}dist`], {
  cwd: root,
});
const tarball = `${root}dist/${stdout.trim().split("\n").at(-1) ?? ""}`;
tell(tarball, (await stat(tarball)).size);

const vsix = await packExtension(`${root}dist`, registry);
tell(vsix.file, vsix.bytes);
console.log(`   the extension's own bundle is ${(vsix.bundleBytes / 1024).toFixed(0)} KB`);
if (registry !== "") console.log(`   preset to ${registry}`);

function tell(file: string, bytes: number): void {
  console.log(`${relative(root, file)}  ${(bytes / 1024).toFixed(0)} KB`);
}
