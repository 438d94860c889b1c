/**
 * How long the side bar takes with many servers: in a real workbench, from the start of the extensions to the first row
 * and from each key in the filter to the rows; and without the workbench, the making of the rows for each key. The editor
 * itself collects the changes of a tree for 200 ms after the first one (extHostTreeViews.ts).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverRows } from "../../extension/sidebar/server-rows.ts";
import { startPostgres } from "../../reference-servers/platform/postgres.ts";
import { World } from "../support/vscode/editor-world.ts";
import { addMadeServers } from "../support/vscode/made-servers.ts";
import type { Window } from "../support/vscode/window.ts";
import { serverNamed } from "../unit/extension/servers.ts";
import { type Bar, sideBarBars } from "./limits.ts";

/** ms */
export interface SideBarMeasured {
  readonly firstRow: readonly number[];
  readonly key: readonly number[];
  /** The part of each key that is the extension's own, in processor time, which other programs do not lengthen much. */
  readonly ownPart: readonly number[];
}

const plan = { servers: 60, tools: 25, reloads: 5, filter: "made 3 tool 2" } as const;

/** How long (ms) a workbench that has loaded may take to show a row. */
const rowTimeoutMs = 30_000;

export async function measureSideBar(): Promise<SideBarMeasured & { readonly bars: readonly Bar[] }> {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-bench-"));
  const postgres = await startPostgres({ folder: join(folder, "postgres") });
  try {
    const world = await World.start(postgres.url);
    try {
      const window = await world.window();
      await world.signIn(window, "ada");
      await addMadeServers(world, plan.servers, plan.tools);
      const measured = { firstRow: await reloaded(window), key: await typed(window), ownPart: rowsMade() };
      return { ...measured, bars: sideBarBars(measured) };
    } finally {
      await world.close();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** For each reload of the window: from the moment when its extensions run until the side bar has rows. */
async function reloaded(window: Window): Promise<readonly number[]> {
  const firstRow = window.row("Made 1").first();
  const taken: number[] = [];
  for (let at = 0; at < plan.reloads; at += 1) {
    await window.reload();
    const began = performance.now();
    await firstRow.waitFor({ timeout: rowTimeoutMs });
    taken.push(performance.now() - began);
  }
  return taken;
}

/** For each key of the filter: from the key until the view names the filter, which it does together with the rows. */
async function typed(window: Window): Promise<readonly number[]> {
  await window.run("Drawbridge: Filter Servers…");
  const input = window.page.locator(".quick-input-widget:visible input");
  await input.waitFor();
  const taken: number[] = [];
  for (const [at, character] of [...plan.filter].entries()) {
    // A space at the end changes nothing.
    const filter = plan.filter.slice(0, at + 1).trim();
    const began = performance.now();
    await input.press(character === " " ? "Space" : character);
    await window.page.locator(".sidebar .message", { hasText: `“${filter}”` }).waitFor();
    taken.push(performance.now() - began);
  }
  return taken;
}

/** For each key of the filter: what the extension itself does, from the filter to the rows that it hands over. */
function rowsMade(): readonly number[] {
  const servers = Array.from({ length: plan.servers }, (_, at) => {
    const server = serverNamed(`made-${at}`, { title: `Made ${at}` });
    const tools = Array.from({ length: plan.tools }, (_, each) =>
      server.tools.map((tool) => ({ ...tool, name: `tool_${each}`, title: `Tool ${each}` })),
    );
    return { ...server, tools: tools.flatMap(([tool]) => tool ?? []) };
  });
  const none: ReadonlySet<string> = new Set();
  return [...plan.filter].map((_, at) => {
    const began = process.cpuUsage();
    const filter = plan.filter.slice(0, at + 1);
    const lists = { offered: none, decided: none, decidedHere: none };
    serverRows(servers, { current: true, filter, grouping: "none", ...lists });
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  });
}
