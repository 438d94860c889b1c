/** 20 callers through five bridges, half of them writing, while parts are killed or stopped in turn. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type JsonObject, objectAt } from "../../../proxy/kernel/json.ts";
import { awayMs, type Event } from "./events.ts";
import type { Fleet } from "./fleet.ts";
import { type Answered, type Cut, type Verdicts, verdictsOf } from "./verdicts.ts";
import type { Effect } from "./work.ts";

const callers = 20;
const bridges = 5;
/** Milliseconds after which a call without an answer counts as lost, once all events are over. */
const lostMs = 90_000;

/** Lets the events happen one after the other under load. `note` gets a line for each. */
export async function killRun(fleet: Fleet, events: Iterable<Event>, note: (line: string) => void): Promise<Verdicts> {
  const { work } = fleet;
  const agents = Array.from({ length: bridges }, () => fleet.agent());
  for (const agent of agents) {
    await agent.initialize();
    await agent.request("tools/list");
  }
  const run = randomUUID().slice(0, 8);
  const answers: Answered[] = [];
  const cuts: Cut[] = [];
  const state = { over: false, during: "before", calls: 0, repeats: 0 };
  const caller = async (number: number): Promise<void> => {
    const agent = agents[number % bridges];
    const effect: Effect = number % 2 === 0 ? "read" : "write";
    for (let turn = 0; !state.over && agent !== undefined; turn += 1) {
      const id = `${run}-${number}-${turn}`;
      const { tool, args } = work.call(effect, id, number);
      state.calls += 1;
      const sentAt = performance.now();
      let answer = await agent.call(tool, args);
      // Not an error: the person has not decided yet, and the agent is asked to call again.
      for (let times = 0; isPending(answer) && times < maxAgain; times += 1) {
        state.repeats += 1;
        answer = await agent.call(tool, args);
      }
      const error = errorIn(answer);
      answers.push({ id, effect, error, sentAt, answeredAt: performance.now(), during: state.during });
    }
  };
  const all = Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  await sleep(awayMs);
  for (const event of events) {
    state.during = event.what;
    const [calls, began] = [answers.length, performance.now()];
    await event.run(() => {
      if (event.cuts) cuts.push({ from: began, until: performance.now() });
    });
    await sleep(awayMs);
    note(`${event.what}: ${answers.length - calls} calls in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  state.over = true;
  await Promise.race([all, sleep(lostMs, undefined, { ref: false })]);
  const { calls, repeats } = state;
  return verdictsOf({ answers, cuts, calls, repeats }, await work.truth());
}

/** How often a call is repeated that waits for a person. */
const maxAgain = 5;

const isPending = (answer: JsonObject): boolean =>
  objectAt(objectAt(answer, "result"), "_meta")["drawbridge/code"] === "approval-pending";

/** The error that an agent reads; null where there is none. */
function errorIn(answer: JsonObject): string | null {
  if (answer.error !== undefined) return JSON.stringify(answer.error);
  const result = objectAt(answer, "result");
  return result.isError === true ? JSON.stringify(result.content) : null;
}
