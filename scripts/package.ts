/** `npm run package`: the proxy as a tarball that `npm i -g` installs; prints each file's path and size. */
import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { bundle } from "./build.ts";

const root = new URL("..", import.meta.url).pathname;
const run = promisify(execFile);

await bundle();
await mkdir(`${root}dist`, { recursive: true });
const { stdout } = await run("npm", ["pack", "--workspace", "drawbridge", "--pack-destination", `${root}dist`], {
  cwd: root,
});
const file = `dist/${stdout.trim().split("\n").at(-1) ?? ""}`;
console.log(`${file}  ${((await stat(`${root}${file}`)).size / 1024).toFixed(0)} KB`);
