/** A server whose one tool needs approval: what it plans, and what happens to a run, is the test's to say. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "@drawbridge/framework/context";
import { defineServer, type ServerDefinition } from "@drawbridge/framework/define-server";
import { defineTool } from "@drawbridge/framework/define-tool";
import { type ApprovalNeed, argumentsAlone, type BoundPlan } from "@drawbridge/framework/plan";
import { z } from "zod";

export interface Furnace {
  /** What ran, in order. */
  readonly ran: string[];
  plan: Partial<BoundPlan>;
  need: ApprovalNeed;
  /** Called when a run has begun; what it throws is the run's. */
  during: (what: string, context: Context<Furnace>) => Promise<void>;
  settled: "succeeded" | "failed" | "running" | "unknown";
}

export const newFurnace = (): Furnace => ({
  ran: [],
  plan: {},
  need: "caller",
  during: async () => {},
  settled: "unknown",
});

const about = { title: "Melt", description: "Melts something.", minutesSaved: 1, authorize: "everybody" };
const input = z.object({ what: z.string(), degrees: z.number().default(1000) });

const planOf = (what: string, { services }: Context<Furnace>): BoundPlan => ({
  summary: `Melt ${what}`,
  verb: "MELT",
  text: null,
  target: "the furnace",
  effect: "destructive",
  objects: [what],
  cost: { rows: 100, bytes: 1000 },
  reversible: "no",
  similar: {
    ...{ verb: "MELT", target: "small things", sources: [], maxRowsPerUse: 100, maxUses: 20, maxRows: 1_000 },
  },
  basis: argumentsAlone,
  ...services.plan,
});

const plan = async ({ what }: { what: string }, context: Context<Furnace>) => ({
  plan: planOf(what, context),
  prepared: null,
});

async function run({ what }: { what: string }, context: Context<Furnace>): Promise<{ melted: string }> {
  const { services } = context;
  services.ran.push(what);
  await services.during(what, context);
  return { melted: what };
}

const output = z.object({ melted: z.string() });

const melt = defineTool({
  ...about,
  name: "melt",
  effect: "destructive",
  input,
  output,
  plan,
  approve: (_, { services }) => services.need,
  run,
});

/** Its runs can be found again. */
const meltNoted = defineTool({
  ...about,
  name: "melt_noted",
  effect: "destructive",
  timeoutMs: 3_000,
  input,
  output,
  plan,
  approve: (_, { services }) => services.need,
  run: async (given, context: Context<Furnace>) => {
    await context.note(`batch-${given.what}`);
    return run(given, context);
  },
  settle: async (_handle, { services }) => services.settled,
});

/** Its patience with people is 0.4 s. */
const meltQuickly = defineTool({
  ...about,
  name: "melt_quickly",
  effect: "destructive",
  timeoutMs: 1_000,
  input,
  output,
  plan,
  approve: (_, { services }) => services.need,
  run,
});

/** Asks before it does anything, and asks nobody for approval. */
const cast = defineTool({
  ...about,
  name: "cast",
  effect: "write",
  input: z.object({ what: z.string() }),
  output: z.object({ said: z.array(z.string()) }),
  run: async ({ what }, { services, elicit }: Context<Furnace>) => {
    const mould = await elicit("mould", `Which mould for ${what}?`, z.object({ mould: z.string().min(2) }));
    if (mould.kind !== "answered") return { said: [mould.kind] };
    const many = await elicit("many", "How many?", z.object({ count: z.int().min(1) }));
    if (many.kind !== "answered") return { said: [mould.answer.mould, many.kind] };
    services.ran.push("cast");
    return { said: [mould.answer.mould, String(many.answer.count)] };
  },
});

/** Waits until its signal aborts. */
export const untilStopped = async (_: string, { signal }: Context<Furnace>): Promise<void> => {
  if (!signal.aborted) await once(signal, "abort");
  signal.throwIfAborted();
};

export const forMs = (ms: number) => async (): Promise<void> => {
  await sleep(ms);
};

export const furnace = (services: Furnace): ServerDefinition<Furnace> =>
  defineServer({
    name: "furnace",
    title: "Furnace",
    description: "Where things are melted.",
    owner: "Smelters",
    support: [{ label: "#furnace" }],
    sensitivity: "internal",
    environment: "dev",
    listed: true,
    access: { groups: ["ads-eng", "finance", "infra"], surfaces: ["local"], environments: ["dev", "prod"] },
    approvers: ["owners"],
    policies: { everybody: "permit (principal, action, resource);" },
    tools: [melt, meltNoted, meltQuickly, cast],
    open: async () => services,
    ready: async () => {},
    close: async () => {},
  });
