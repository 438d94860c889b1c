/** `npm run dev`: runs the stack, and restarts it when a file of the hosted parts changes. */
import { spawn } from "node:child_process";

const hosted = new URL("../reference-servers", import.meta.url).pathname;
const stack = new URL("stack.ts", import.meta.url).pathname;
const child = spawn(process.execPath, ["--watch", `--watch-path=${hosted}`, "--watch-preserve-output", stack], {
  stdio: "inherit",
  env: { DRAWBRIDGE_LOG_LEVEL: "info", ...process.env },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 0));
