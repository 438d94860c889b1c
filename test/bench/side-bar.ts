/**
 * How long the side bar of a real workbench takes with many servers: from the start of the extensions to the first row, and
 * from each key in the filter to the rows. A person notices more than about 100 ms for a key.
 */

import { World } from "../support/vscode/editor-world.ts";
import { addMadeServers } from "../support/vscode/made-servers.ts";
import { type Bar, sideBarBars } from "./limits.ts";

/** ms */
export interface SideBarMeasured {
  readonly firstRow: readonly number[];
  readonly key: readonly number[];
}

export const sideBarPlan = { servers: 60, tools: 25, reloads: 5, filter: "made 3 tool 2" } as const;

export async function measureSideBar(): Promise<SideBarMeasured & { readonly bars: readonly Bar[] }> {
  const { servers, tools, reloads, filter } = sideBarPlan;
  const world = await World.start();
  try {
    const window = await world.window();
    await world.signIn(window, "ada");
    await addMadeServers(world, servers, tools);
    await window.row("Made 1").first().waitFor({ timeout: 30_000 });
    const firstRow: number[] = [];
    for (let at = 0; at < reloads; at += 1) {
      await window.reload();
      const began = performance.now();
      await window.row("Made 1").first().waitFor({ timeout: 30_000 });
      firstRow.push(performance.now() - began);
    }
    await window.run("Drawbridge: Filter Servers…");
    const input = window.page.locator(".quick-input-widget:visible input");
    await input.waitFor();
    const key: number[] = [];
    for (let at = 1; at <= filter.length; at += 1) {
      const typed = filter.slice(0, at);
      const began = performance.now();
      await input.press(filter[at - 1] === " " ? "Space" : (filter[at - 1] ?? ""));
      // A space at the end changes nothing.
      await window.page.locator(".sidebar .message", { hasText: `“${typed.trim()}”` }).waitFor();
      key.push(performance.now() - began);
    }
    const measured = { firstRow, key };
    return { ...measured, bars: sideBarBars(measured) };
  } finally {
    await world.close();
  }
}
