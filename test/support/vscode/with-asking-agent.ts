/** The set-up of suites in which an agent asks: ada is signed in in a window, and her agent waits for her approvals. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AskingAgent } from "./asking-agent.ts";
import type { Window } from "./window.ts";
import { sharedWorld, type World } from "./world.ts";

export interface Asking {
  readonly world: World;
  readonly window: Window;
  readonly agent: AskingAgent;
}

/** Gives a suite its window and agent, and ends both after it. Call it inside `describe`, before the suite's own hooks. */
export function withAskingAgent(take: (asking: Asking) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-reports-"));
  let world: World | undefined;
  let agent: AskingAgent | undefined;
  before("sign ada in and start her agent", async function () {
    this.timeout(240_000);
    world = await sharedWorld();
    const window = await world.signedIn("ada");
    agent = await AskingAgent.start(world.home, folder);
    take({ world, window, agent });
  });
  after("end the agent and sign ada out", async () => {
    await agent?.close();
    await world?.signedOut();
    rmSync(folder, { recursive: true, force: true });
  });
}
