/** A server for tests of approvals. Its tools need approval; the test sets what they plan and what happens during a run. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ApprovalNeed,
  argumentsAlone,
  type BoundPlan,
  type Context,
  defineServer,
  defineTool,
  type ServerDefinition,
} from "@drawbridge/framework";
import { z } from "zod";

export interface Orders {
  /** The orders that were shipped, in order. */
  readonly ran: string[];
  plan: Partial<BoundPlan>;
  need: ApprovalNeed;
  /** Called before each plan. */
  planning: (context: Context<Orders>) => Promise<void>;
  /** Called when a run has begun; an error that it throws fails the run. */
  during: (what: string, context: Context<Orders>) => Promise<void>;
  settled: "succeeded" | "failed" | "running" | "unknown";
}

export const newOrders = (): Orders => ({
  ran: [],
  plan: {},
  need: "caller",
  planning: async () => {},
  during: async () => {},
  settled: "unknown",
});

const about = { title: "Ship", description: "Ships something.", minutesSaved: 1, authorize: "everybody" };
const input = z.object({ what: z.string(), weight: z.number().default(1000) });

const planOf = (what: string, { services }: Context<Orders>): BoundPlan => ({
  summary: `Ship ${what}`,
  verb: "SHIP",
  text: null,
  target: "the order system",
  effect: "destructive",
  objects: [what],
  cost: { rows: 100, bytes: 1000 },
  reversible: "no",
  similar: {
    ...{ verb: "SHIP", target: "small orders", sources: [], maxRowsPerUse: 100, maxUses: 20, maxRows: 1_000 },
  },
  basis: argumentsAlone,
  ...services.plan,
});

const plan = async ({ what }: { what: string }, context: Context<Orders>) => {
  await context.services.planning(context);
  return { plan: planOf(what, context), prepared: null };
};

async function run({ what }: { what: string }, context: Context<Orders>): Promise<{ shipped: string }> {
  const { services } = context;
  services.ran.push(what);
  await services.during(what, context);
  return { shipped: what };
}

const output = z.object({ shipped: z.string() });

const ship = defineTool({
  ...about,
  name: "ship_order",
  effect: "destructive",
  input,
  output,
  plan,
  approve: (_, { services }) => services.need,
  run,
});

/** A tool whose runs can be found again, for the group ads-eng alone. */
const shipTracked = defineTool({
  ...{ ...about, authorize: "trackers" },
  name: "ship_order_tracked",
  effect: "destructive",
  timeoutMs: 3_000,
  input,
  output,
  plan,
  approve: (_, { services }) => services.need,
  run: async (given, context: Context<Orders>) => {
    await context.note(`batch-${given.what}`);
    return run(given, context);
  },
  settle: async (_handle, { services }) => services.settled,
});

/** A tool that waits 0.4 s for people. */
const shipQuickly = defineTool({
  ...about,
  name: "ship_order_quickly",
  effect: "destructive",
  timeoutMs: 1_000,
  input,
  output,
  plan,
  approve: (_, { services }) => services.need,
  run,
});

/** A tool that asks the caller before it acts, and needs no approval. */
const packOrder = defineTool({
  ...about,
  name: "pack_order",
  effect: "write",
  input: z.object({ what: z.string() }),
  output: z.object({ said: z.array(z.string()) }),
  run: async ({ what }, { services, elicit }: Context<Orders>) => {
    const box = await elicit("box", `Which box for ${what}?`, z.object({ box: z.string().min(2) }));
    if (box.kind !== "answered") return { said: [box.kind] };
    const many = await elicit("many", "How many?", z.object({ count: z.int().min(1) }));
    if (many.kind !== "answered") return { said: [box.answer.box, many.kind] };
    services.ran.push("pack_order");
    return { said: [box.answer.box, String(many.answer.count)] };
  },
});

/** Waits until its signal aborts. */
export const untilStopped = async (_: string, { signal }: Context<Orders>): Promise<void> => {
  if (!signal.aborted) await once(signal, "abort");
  signal.throwIfAborted();
};

export const forMs = (ms: number) => async (): Promise<void> => {
  await sleep(ms);
};

export const orderServer = (services: Orders): ServerDefinition<Orders> =>
  defineServer({
    name: "orders",
    title: "Orders",
    description: "Where things are shipped.",
    owner: "Fulfilment",
    support: [{ label: "#orders" }],
    sensitivity: "internal",
    environment: "dev",
    listed: true,
    access: { groups: ["ads-eng", "finance", "infra"], surfaces: ["local"], environments: ["dev", "prod"] },
    approvers: ["owners"],
    policies: {
      everybody: "permit (principal, action, resource);",
      trackers: 'permit (principal in Group::"ads-eng", action, resource);',
    },
    tools: [ship, shipTracked, shipQuickly, packOrder],
    open: async () => services,
    ready: async () => {},
    close: async () => {},
  });
