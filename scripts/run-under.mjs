/**
 * Runs a script of this repository under another Node than this one, in this process's place: with its standard streams
 * and its signals. It ends with this process, also when this one is killed by SIGKILL.
 * Plain JavaScript without dependencies, because it runs before anything is installed.
 */
import { spawn } from "node:child_process";
import { dirname } from "node:path";

/** Preloaded: ends the script as by SIGTERM when the channel to this process closes. */
const endWithParent = new URL("../reference-servers/platform/end-with-parent.ts", import.meta.url).href;

/**
 * `program` is the other Node, which every child then finds first on PATH, and `nodeOptions` are its own options. Ends
 * this process with the script's code.
 */
export function runUnder(program, script, args, nodeOptions = []) {
  const path = `${dirname(program)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}`;
  const child = spawn(program, [...nodeOptions, "--import", endWithParent, script, ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: path },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
