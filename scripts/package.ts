/** `npm run package`: the proxy as a tarball that `npm i -g` installs; prints each file's path and size. */
import { execFile } from "node:child_process";
import { mkdir, rm, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { bundle } from "./build.ts";

const root = new URL("..", import.meta.url).pathname;
const run = promisify(execFile);

// Chunks of earlier builds stay for brokers that run from this folder; a package holds none of them.
await rm(`${root}proxy/dist`, { recursive: true, force: true });
await bundle();
await mkdir(`${root}dist`, { recursive: true });
const { stdout } = await run("npm", ["pack", "--workspace", "drawbridge", "--pack-destination", `${root}dist`], {
  cwd: root,
});
const file = `dist/${stdout.trim().split("\n").at(-1) ?? ""}`;
console.log(`${file}  ${((await stat(`${root}${file}`)).size / 1024).toFixed(0)} KB`);
