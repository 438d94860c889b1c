/** The set-up of suites whose broker refreshes tokens through a gate (fault-ports/token-gate.ts). */
import type { Home } from "../../../proxy/files/home.ts";
import { RawAgent } from "../agents/raw-agent.ts";
import { startBehindTokenGate, type TokenGate } from "../fault-ports/token-gate.ts";
import { onceForSuite } from "./suite-hooks.ts";
import type { UpstreamWorld } from "./upstream-world.ts";

export interface GatedHome {
  readonly world: UpstreamWorld;
  readonly gate: TokenGate;
  readonly cli: string;
  /** A new home, which ends with the test. */
  readonly home: Home;
}

/** Gives each test of a suite a home of its own behind one gate, and ends its agents. Call it inside `describe`. */
export function behindTokenGate(take: (gated: GatedHome) => void): void {
  let started: Awaited<ReturnType<typeof startBehindTokenGate>>;
  let home: Home;
  onceForSuite(startBehindTokenGate, (each) => {
    started = each;
  });
  beforeEach(() => {
    const { world, gate, cli } = started;
    gate.reset();
    home = world.home();
    take({ world, gate, cli, home });
  });
  afterEach(async () => {
    await RawAgent.endAll();
    await started.world.dispose(home);
  });
}
