/**
 * The soak test: many agents work on one broker for a while, with real bridges and real calls, and agents start and end.
 * It finds what a short measurement cannot find: memory and handles that only grow, and an event loop that is blocked.
 */
import { setTimeout as pause } from "node:timers/promises";
import { chance } from "../support/machine/seeded.ts";
import { type Health, type ProbedBroker, startProbedBroker } from "./probed-broker.ts";
import { overStdio, type RawClient } from "./raw-clients.ts";
import { startUpstream } from "./started-upstream.ts";

export interface SoakPlan {
  readonly bridges: number;
  readonly servers: number;
  readonly calls: number;
  readonly seconds: number;
  /** The number of samples of the broker's state. */
  readonly samples: number;
}

export interface SoakReport {
  readonly answered: number;
  /** Each wrong answer, or what came instead of an answer. */
  readonly wrong: readonly string[];
  readonly restarts: number;
  /** The samples, in equal intervals. */
  readonly health: readonly Health[];
  /** Before the first bridge, and after the last one with its connections. */
  readonly handlesBefore: number;
  readonly handlesAfter: number;
}

/** The mean number of calls of an agent before it starts again. */
const callsOfAnAgent = 50;
/** Milliseconds after which servers have closed every idle connection. */
const connectionEndMs = 8_000;

export async function runSoak(
  plan: SoakPlan,
  cli: string,
  home: string,
  looked: (health: Health) => void = () => {},
): Promise<SoakReport> {
  const upstream = await startUpstream(plan.servers);
  const broker = await startProbedBroker(cli, home);
  try {
    const handlesBefore = (await broker.health()).handles;
    const run = new Soak(plan, (agent) => [
      ...[process.execPath, cli, "bridge", "--url", upstream.urls[agent % plan.servers] ?? ""],
      ...["--header", `Authorization: Bearer ${upstream.token}`, "--home", home],
    ]);
    const [health] = await Promise.all([look(broker, plan, looked), run.everyAgent()]);
    await pause(connectionEndMs);
    const handlesAfter = (await broker.health()).handles;
    return { answered: run.answered, wrong: run.wrong, restarts: run.restarts, health, handlesBefore, handlesAfter };
  } finally {
    await broker.stop();
    upstream.stop();
  }
}

async function look(broker: ProbedBroker, plan: SoakPlan, looked: (health: Health) => void): Promise<Health[]> {
  const samples: Health[] = [];
  for (let at = 0; at < plan.samples; at += 1) {
    await pause((plan.seconds * 1000) / plan.samples);
    const health = await broker.health();
    looked(health);
    samples.push(health);
  }
  return samples;
}

class Soak {
  answered = 0;
  restarts = 0;
  readonly wrong: string[] = [];
  readonly #plan: SoakPlan;
  readonly #launch: (agent: number) => readonly string[];

  constructor(plan: SoakPlan, launch: (agent: number) => readonly string[]) {
    this.#plan = plan;
    this.#launch = launch;
  }

  async everyAgent(): Promise<void> {
    const end = performance.now() + this.#plan.seconds * 1000;
    await Promise.all(Array.from({ length: this.#plan.bridges }, (_, agent) => this.#agent(agent, end)));
  }

  /** Calls at random moments, as often as the plan has calls for each agent. */
  async #agent(agent: number, end: number): Promise<void> {
    const next = chance(`agent ${agent}`);
    const { bridges, calls, seconds } = this.#plan;
    const rhythm = (seconds * 1000 * bridges) / calls;
    let bridge = await overStdio(this.#launch(agent));
    for (;;) {
      // Times between independent events: exponential, with the rhythm as their mean.
      const waitMs = -Math.log(1 - next()) * rhythm;
      if (performance.now() + waitMs > end) break;
      await pause(waitMs);
      await this.#call(bridge, next);
      if (next() > 1 / callsOfAnAgent) continue;
      await bridge.close();
      this.restarts += 1;
      bridge = await overStdio(this.#launch(agent));
    }
    await bridge.close();
  }

  /** The length of the next text: mostly a few words, sometimes pages, rarely a megabyte. */
  async #call(bridge: RawClient, next: () => number): Promise<void> {
    const size = next();
    const kib = size < 0.9 ? 0 : size < 0.98 ? 64 : 1024;
    const text = `a question ${next()}`;
    try {
      const answer = kib === 0 ? await bridge.call("echo", { text }) : await bridge.call("big", { kib });
      if (kib === 0 ? answer === text : answer.length === kib * 1024) this.answered += 1;
      else this.wrong.push(`another answer: ${answer.slice(0, 100)}`);
    } catch (error) {
      this.wrong.push(String(error));
    }
  }
}
