/**
 * `npm run package`: packs the proxy as a tarball for `npm i -g`, the extension as a `.vsix`, and the libraries for servers
 * of other repositories (pack.ts). It prints the path and size of each file. `-- --registry URL` sets the company's registry as the extension's default, and
 * `--repository URL` the company's repository, which the extension's page links to.
 */
import { execFile } from "node:child_process";
import { mkdir, rm, stat } from "node:fs/promises";
import { relative } from "node:path";
import { parseArgs, promisify } from "node:util";
import { bundle } from "./build.ts";
import { packLibraries } from "./pack.ts";
import { packExtension } from "./vsix.ts";

const root = new URL("..", import.meta.url).pathname;
const run = promisify(execFile);

const options = { registry: { type: "string" }, repository: { type: "string" } } as const;
const { registry = "", repository = null } = parseArgs({ options }).values;
for (const [option, address, example] of [
  ["--registry", registry, "registry's address, for example https://drawbridge.example.com"],
  ["--repository", repository ?? "", "repository's address, for example https://git.example.com/tools/drawbridge"],
] as const) {
  if (address === "" || /^https?:\/\//.test(address)) continue;
  console.error(`${option} needs your ${example}. It was ${address}.`);
  process.exit(2);
}

// Chunks of earlier builds stay for brokers that run from this folder, but a package must not contain them.
await rm(`${root}proxy/dist`, { recursive: true, force: true });
await bundle();
await mkdir(`${root}dist`, { recursive: true });
const { stdout } = await run("npm", ["pack", "--workspace", "drawbridge", "--pack-destination", `${root}dist`], {
  cwd: root,
});
const tarball = `${root}dist/${stdout.trim().split("\n").at(-1) ?? ""}`;
printSize(tarball, (await stat(tarball)).size);

const vsix = await packExtension(`${root}dist`, { registry, repository });
printSize(vsix.file, vsix.bytes);
console.log(`   the extension's own bundle is ${(vsix.bundleBytes / 1024).toFixed(0)} KB`);
if (registry !== "") console.log(`   preset to ${registry}`);
if (repository === null)
  console.log("   its page links to a reserved name: give --repository, so that problems reach you");
for (const library of await packLibraries(`${root}dist/packages`)) printSize(library, (await stat(library)).size);

function printSize(file: string, bytes: number): void {
  console.log(`${relative(root, file)}  ${(bytes / 1024).toFixed(0)} KB`);
}
