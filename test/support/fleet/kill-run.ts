/**
 * 20 callers through five bridges, half of their calls writes, while parts are killed or stopped in turn: what each answer
 * says, beside what the ledger says.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type JsonObject, objectAt } from "../../../proxy/kernel/json.ts";
import type { Fleet } from "./fleet.ts";
import type { HostedProcess } from "./hosted-process.ts";

const callers = 20;
const bridges = 5;
/** Milliseconds that a killed part is away, and that callers go on after a part is back. */
const awayMs = 1_000;

/** What happens to one part. */
export interface Event {
  readonly what: string;
  run(): Promise<void>;
}

export const killed = (part: HostedProcess): Event => ({
  what: `${part.name} killed`,
  async run() {
    await part.end("SIGKILL");
    await sleep(awayMs);
    await part.start();
  },
});

export const rolled = (part: HostedProcess): Event => ({
  what: `${part.name} rolled`,
  async run() {
    await part.end("SIGTERM");
    await part.start();
  },
});

export const brokerKilled = (fleet: Fleet): Event => ({ what: "broker killed", run: () => fleet.killBroker() });

interface Answered {
  readonly id: string;
  readonly tool: "look" | "change";
  /** What happened to a part meanwhile. */
  readonly during: string;
  /** Null where the call succeeded. */
  readonly error: string | null;
}

export interface Verdicts {
  readonly calls: number;
  readonly errors: number;
  /** Calls without an answer, and calls that were reported as done and did not run. */
  readonly lost: number;
  readonly writesRunTwice: number;
  /** Told that nothing ran, although it had begun. */
  readonly falselyNothing: readonly string[];
  /** Any error of a read, or any error that does not say that the call may have run. */
  readonly needless: readonly string[];
  /** Writes whose answer says that they may have run: by what happened, how many, and how many of them had begun. */
  readonly mayHaveRun: Readonly<Record<string, { readonly said: number; readonly began: number }>>;
  readonly p50: number;
  readonly p99: number;
}

/** Lets the events happen one after the other under load. */
export async function killRun(fleet: Fleet, events: readonly Event[], note: (line: string) => void): Promise<Verdicts> {
  const agents = Array.from({ length: bridges }, () => fleet.agent());
  for (const agent of agents) {
    await agent.initialize();
    await agent.request("tools/list");
  }
  const run = randomUUID().slice(0, 8);
  const answers: Answered[] = [];
  const ms: number[] = [];
  const state = { over: false, during: "nothing", asked: 0 };
  const caller = async (number: number): Promise<void> => {
    const agent = agents[number % bridges];
    for (let turn = number; !state.over && agent !== undefined; turn += 1) {
      const tool = turn % 2 === 0 ? "look" : "change";
      const [id, { during }] = [`${run}-${number}-${turn}`, state];
      state.asked += 1;
      const began = performance.now();
      const error = errorIn(await agent.call(tool, { id }));
      ms.push(performance.now() - began);
      answers.push({ id, tool, error, during });
    }
  };
  const all = Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  await sleep(awayMs);
  for (const event of events) {
    state.during = event.what;
    const [calls, began] = [answers.length, performance.now()];
    await event.run();
    await sleep(awayMs);
    note(`${event.what}: ${answers.length - calls} calls in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  state.over = true;
  await all;
  return verdictsOf({ answers, ms, asked: state.asked }, fleet.ledger());
}

/** The error that an agent reads; null where there is none. */
function errorIn(answer: JsonObject): string | null {
  if (answer.error !== undefined) return JSON.stringify(answer.error);
  const result = objectAt(answer, "result");
  return result.isError === true ? JSON.stringify(result.content) : null;
}

const saysNothingRan = /nothing (?:was )?ran?\b|nothing was run|did not run/i;
const saysMayHaveRun = /may have run/i;

function verdictsOf(
  { answers, ms, asked }: { readonly answers: readonly Answered[]; readonly ms: number[]; readonly asked: number },
  ledger: ReturnType<Fleet["ledger"]>,
): Verdicts {
  const began = ({ id }: Answered): number => ledger.get(id)?.began ?? 0;
  const errors = answers.filter(({ error }) => error !== null);
  const words = (each: Answered): string => `${each.during}, ${each.tool} (began ${began(each)}): ${each.error}`;
  const mayHave = errors.filter(({ tool, error }) => tool === "change" && saysMayHaveRun.test(error ?? ""));
  const mayHaveRun: Record<string, { said: number; began: number }> = {};
  for (const each of mayHave) {
    const sum = mayHaveRun[each.during] ?? { said: 0, began: 0 };
    mayHaveRun[each.during] = { said: sum.said + 1, began: sum.began + Math.sign(began(each)) };
  }
  const sorted = ms.toSorted((a, b) => a - b);
  const share = (part: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
  return {
    ...{ calls: answers.length, errors: errors.length, mayHaveRun, p50: share(0.5), p99: share(0.99) },
    lost:
      asked -
      answers.length +
      answers.filter((each) => each.error === null && (ledger.get(each.id)?.ran ?? 0) === 0).length,
    writesRunTwice: answers.filter((each) => each.tool === "change" && began(each) > 1).length,
    falselyNothing: errors.filter((each) => saysNothingRan.test(each.error ?? "") && began(each) > 0).map(words),
    needless: errors.filter((each) => !mayHave.includes(each)).map(words),
  };
}
