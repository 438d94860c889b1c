/** `npm run check`: types, lint and format, in seconds. Exit code 1 where any of them complains. */
import { spawn } from "node:child_process";
import { tool } from "./tool.ts";

const started = Date.now();
const results = await Promise.all([run("tsc", ["--noEmit"]), run("biome", ["check", "--error-on-warnings", "."])]);
const ok = results.every((code) => code === 0);
console.log(`${ok ? "All checks passed" : "A check failed"} in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
process.exit(ok ? 0 : 1);

function run(name: string, args: string[]): Promise<number> {
  return new Promise((done) => {
    spawn(process.execPath, [tool(name), ...args], { stdio: "inherit" }).on("exit", (code) => done(code ?? 1));
  });
}
