/** What happens to the parts of a fleet while its callers call. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Fleet } from "./fleet.ts";
import type { HostedProcess } from "./hosted-process.ts";

/** Milliseconds that a killed part is away. */
export const awayMs = 1_000;

export interface Event {
  readonly what: string;
  /** Whether a call that was on its way may be cut: the part that ends at once is one that calls go through. */
  readonly cuts: boolean;
  /** Calls `ended` when a part has just been killed, and its connections with it. */
  run(ended: () => void): Promise<void>;
}

const kill = (what: string, part: HostedProcess, cuts: boolean): Event => ({
  what: `${what} killed`,
  cuts,
  async run(ended) {
    await part.end("SIGKILL");
    ended();
    await sleep(awayMs);
    await part.start();
  },
});

const roll = (what: string, part: HostedProcess): Event => ({
  what: `${what} rolled`,
  cuts: false,
  async run() {
    await part.end("SIGTERM");
    await part.start();
  },
});

const ofAll = (fleet: Fleet): readonly { readonly part: HostedProcess; readonly cuts: boolean }[] => [
  ...fleet.servers.map((part) => ({ part, cuts: true })),
  ...fleet.edges.map((part) => ({ part, cuts: true })),
  // Calls do not go through the registry: what a server or an edge asks it, it asks again.
  ...fleet.registries.map((part) => ({ part, cuts: false })),
];

/** Each part, killed one after the other. `which`: of the two of each kind. */
export const killsOf = (fleet: Fleet, which: readonly (1 | 2)[] = [1, 2]): readonly Event[] =>
  ofAll(fleet).flatMap(({ part, cuts }, at) =>
    which.includes(at % 2 === 0 ? 1 : 2) ? [kill(part.name, part, cuts)] : [],
  );

export const rollsOf = (fleet: Fleet, which: readonly (1 | 2)[] = [1, 2]): readonly Event[] =>
  ofAll(fleet).flatMap(({ part }, at) => (which.includes(at % 2 === 0 ? 1 : 2) ? [roll(part.name, part)] : []));

export const brokerKilled = (fleet: Fleet): Event => ({
  what: "broker killed",
  cuts: true,
  async run(ended) {
    await fleet.killBroker();
    ended();
  },
});
