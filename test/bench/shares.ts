/**
 * Measures how long a user's `SELECT 1` takes while another user attacks a resource that both share, and how long it
 * takes without the attack.
 */
import { setTimeout as pause } from "node:timers/promises";
import { startForTest } from "@drawbridge/framework/testing";
import { prestoServer } from "@drawbridge/presto/server";
import {
  brokenEngine,
  endlessPlans,
  longSleeps,
  nestedSelects,
  type ShareAttack,
  slowToJudge,
} from "../support/agents/share-attacks.ts";
import { makeSmallWarehouse } from "../support/engines/small-warehouse.ts";
import { type Bar, sharesBar } from "./limits.ts";
import { median } from "./measures.ts";

/** Milliseconds: the median of the calls without an attack, and the longest call during each attack. */
export interface SharesMeasured {
  readonly quietMs: number;
  readonly attacks: readonly { readonly name: string; readonly longest: number }[];
}

const quietCalls = 20;
/** The number of calls of the other user during each attack, and the pause between them (ms). */
const callsUnderAttack = 5;
const betweenMs = 200;

export async function measureShares(): Promise<SharesMeasured & { readonly bars: readonly Bar[] }> {
  const attacks = [nestedSelects, slowToJudge, endlessPlans, brokenEngine, longSleeps];
  const quietMs = await withServer(async (select1) => {
    const taken: number[] = [];
    for (let call = 0; call < quietCalls; call += 1) taken.push(await select1());
    return median(taken);
  });
  const measured: { name: string; longest: number }[] = [];
  for (const attack of attacks) measured.push({ name: attack.name, longest: await under(attack) });
  return { quietMs, attacks: measured, bars: measured.map(({ name, longest }) => sharesBar(name, longest, quietMs)) };
}

/** Starts a new server for each attack, so that no attack affects the next one. */
const under = ({ tool, statements }: ShareAttack): Promise<number> =>
  withServer(async (select1, attack) => {
    await select1();
    for (const sql of statements) void attack(tool, sql);
    let longest = 0;
    for (let call = 0; call < callsUnderAttack; call += 1) {
      await pause(betweenMs);
      longest = Math.max(longest, await select1());
    }
    return longest;
  });

type Select1 = () => Promise<number>;
type Attack = (tool: string, sql: string) => Promise<unknown>;

async function withServer(work: (select1: Select1, attack: Attack) => Promise<number>): Promise<number> {
  const warehouse = await makeSmallWarehouse();
  const settings = { DRAWBRIDGE_WAREHOUSE: warehouse.file, DRAWBRIDGE_DRAIN_SECONDS: "0", PRESTO_BUDGET_ROWS: "1e15" };
  const kit = await startForTest(prestoServer, { settings });
  try {
    const attacker = await kit.connect({ user: "ada", groups: ["ads-eng"] });
    const other = await kit.connect({ user: "ines", groups: ["infra"] });
    const select1 = async (): Promise<number> => {
      const began = performance.now();
      const { isError } = await other.callTool({ name: "query", arguments: { sql: "SELECT 1" } });
      if (isError === true) throw new Error("The other user's SELECT 1 failed.");
      return performance.now() - began;
    };
    const attack: Attack = (name, sql) => attacker.callTool({ name, arguments: { sql } }).catch(() => undefined);
    return await work(select1, attack);
  } finally {
    await kit.close();
    await warehouse.dispose();
  }
}
