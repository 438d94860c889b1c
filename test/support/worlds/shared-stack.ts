/** The one stack (running-stack.ts) that suites share. It starts when the first suite of a run asks, and ends with the run. */
import { rmSync } from "node:fs";
import { type RunningStack, runStack } from "./running-stack.ts";

let shared: Promise<RunningStack> | undefined;

/** The stack that the suites of one run share. No suite may stop it or change whom it admits. */
export function sharedStack(): Promise<RunningStack> {
  shared ??= runStack();
  return shared;
}

// At the top level of a module: mocha runs it once, after the last suite of the run.
after(async function () {
  this.timeout(30_000);
  if (shared === undefined) return;
  const stack = await shared;
  await stack.stop();
  rmSync(stack.home, { recursive: true, force: true });
});
