/**
 * How long the side bar takes with many servers: in a real workbench, from the start of the extensions to the first row,
 * from each key in the filter to its rows, and from the last key of a fast typist to the rows; and without the workbench,
 * the making of the rows for each key. The editor itself collects the changes of a view for 200 ms after the first one
 * (extHostTreeViews.ts).
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
  readonly lastKey: readonly number[];
  /** The part of each key that is the extension's own, in processor time, which other programs do not lengthen much. */
  readonly ownPart: readonly number[];
}

const plan = {
  servers: 60,
  tools: 25,
  reloads: 5,
  /** Each is typed and removed, and each of these keys changes the rows: the first finds tools, the second one server. */
  filters: ["37", "52", "43", "36", "59", "41"],
  /** Typed at once, and how often. */
  fastFilter: "made 3 tool 2",
  fastRounds: 3,
} as const;

/** How long (ms) the rows may take for a key until the next key comes, and how soon the next key of a fast typist comes. */
const keyIntervalMs = 700;
const fastKeyIntervalMs = 80;

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
      const firstRow = await reloaded(window);
      const measured = { firstRow, ...(await typed(window)), ownPart: rowsMade() };
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

/** From a key of the filter until the rows on the screen are those that it leads to. */
async function typed(window: Window): Promise<Pick<SideBarMeasured, "key" | "lastKey">> {
  await window.page.evaluate(watchRows);
  await window.run("Drawbridge: Filter Servers…");
  const input = window.page.locator(".quick-input-widget:visible input");
  await input.waitFor();
  const key: number[] = [];
  for (const filter of plan.filters)
    for (const each of [...filter, ...Array.from(filter, () => "Backspace")]) {
      await input.press(each);
      key.push(await sinceKey(window));
    }
  const lastKey: number[] = [];
  for (let at = 0; at < plan.fastRounds; at += 1) {
    await input.pressSequentially(plan.fastFilter, { delay: fastKeyIntervalMs });
    lastKey.push(await sinceKey(window));
    await input.fill("");
    await window.page.waitForTimeout(keyIntervalMs);
  }
  return { key, lastKey };
}

/** Milliseconds from the last key to the last change of the rows; infinite if they have not changed. */
async function sinceKey(window: Window): Promise<number> {
  await window.page.waitForTimeout(keyIntervalMs);
  return (await window.page.evaluate<number | null>("rowsChangedAfterMs()")) ?? Number.POSITIVE_INFINITY;
}

/** A script for the page: notes when a key is pressed, and when the rows on the screen change. */
const watchRows = `(() => {
  const names = () => [...document.querySelectorAll(".sidebar .monaco-list-row[role=treeitem]")]
    .map((row) => [row.getAttribute("data-index"), row.ariaLabel].join(" ")).sort().join();
  let pressed = 0, changed = null, before = names();
  addEventListener("keydown", ({ timeStamp }) => { pressed = timeStamp; changed = null; }, true);
  const look = () => {
    const now = names();
    if (now !== before) changed = performance.now();
    before = now;
  };
  const changes = { subtree: true, childList: true, attributes: true, characterData: true };
  new MutationObserver(look).observe(document.querySelector(".sidebar"), changes);
  globalThis.rowsChangedAfterMs = () => (changed === null ? null : changed - pressed);
})()`;

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
  return [...plan.fastFilter].map((_, at) => {
    const began = process.cpuUsage();
    const filter = plan.fastFilter.slice(0, at + 1);
    const lists = { offered: none, decided: none, decidedHere: none };
    serverRows(servers, { current: true, filter, grouping: "none", ...lists });
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  });
}
