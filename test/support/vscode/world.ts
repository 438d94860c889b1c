/**
 * The one world (editor-world.ts) that all suites of the workbench share. It starts with the first suite and ends with
 * the run.
 */
import { join } from "node:path";
import { z } from "zod";
import { until } from "../clocks/until.ts";
import { freshDatabase } from "../engines/postgres.ts";
import { repository } from "../machine/source-files.ts";
import { World } from "./editor-world.ts";
import type { Window } from "./window.ts";

export type { World } from "./editor-world.ts";

let shared: Promise<World> | undefined;

/** The one world of a run. */
export function sharedWorld(): Promise<World> {
  shared ??= freshDatabase().then((databaseUrl) => World.start(databaseUrl));
  return shared;
}

/** Gives a suite the one world of the run, which its first test may have to start. Call it inside `describe`. */
export function inSharedWorld(take: (world: World) => void): void {
  before("start the workbench and its stack", async function () {
    this.timeout(240_000);
    take(await sharedWorld());
  });
}

/** Waits until the extension host lists the tool, starting the server as often as the editor needs it. */
export async function startedTool(window: Window, tool: string): Promise<void> {
  const Tools = z.array(z.object({ name: z.string() }));
  await until(
    `the editor lists ${tool}`,
    async () => {
      await window.ask("command", { id: "workbench.mcp.startServer", args: ["*", {}] }, z.unknown()).catch(() => {});
      return (await window.ask("tools", {}, Tools)).some(({ name }) => name === tool);
    },
    30_000,
  );
}

// At the top level of a module: mocha runs these after each test, and once after the last suite of the run.
afterEach("keep pictures of what failed, and leave nothing of it to the next test", async function () {
  this.timeout(60_000);
  const failed = this.currentTest?.state === "failed" ? this.currentTest.title : null;
  if (failed === null || shared === undefined) return;
  const world = await shared;
  for (const [at, page] of world.workbench.context.pages().entries()) {
    const name = `vscode-failed-${failed.replace(/\W+/g, "-").slice(0, 60)}-${at}`;
    await page.screenshot({ path: join(repository, ".cache", "screenshots", `${name}.png`) }).catch(() => {});
  }
  // A hook that fails ends the whole suite, and the stack may be what is away.
  await world.rejectWaiting("ada").catch((error: unknown) => console.error(`Requests still wait: ${String(error)}`));
  await (await world.window())
    .clear()
    .catch((error: unknown) => console.error(`The window is not clear: ${String(error)}`));
});
after("end the workbench and its stack", async function () {
  this.timeout(60_000);
  await (await shared)?.close();
});
