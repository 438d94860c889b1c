/**
 * A server for tests of the framework, with one tool for each outcome that a call can have. The tools record in the
 * server's services what happened; every test creates new services.
 */
import { once } from "node:events";
import {
  argumentsAlone,
  type Context,
  defineServer,
  defineTool,
  type ServerDefinition,
  ToolError,
} from "@drawbridge/framework";
import { z } from "zod";

export interface Workshop {
  /** Names of the tools that ran, in order. */
  readonly ran: string[];
  /** The reasons for which the signals of `wait` aborted. */
  readonly aborted: string[];
  /** The number of calls of `wait` in progress. */
  waiting: number;
  /** Lets every call of `wait` succeed. */
  release: () => void;
  ready: boolean;
  closed: boolean;
}

export const newWorkshop = (): Workshop => ({
  ran: [],
  aborted: [],
  waiting: 0,
  release: () => {},
  ready: true,
  closed: false,
});

const about = { title: "A tool", description: "Does what its name says.", minutesSaved: 1, authorize: "everybody" };
const Done = z.object({ done: z.boolean() });

export const listNumbers = defineTool({
  ...about,
  name: "list_numbers",
  effect: "read",
  input: z.object({ count: z.int().min(0), of: z.string().default("row"), maxCharacters: z.int().optional() }),
  output: z.object({ rows: z.array(z.string()), total: z.int() }),
  shorten: { list: "rows", next: ({ rows }) => `Call again from ${rows.length}.` },
  run: async ({ count, of }, { services }: Context<Workshop>) => {
    services.ran.push("list_numbers");
    return { rows: Array.from({ length: count }, (_, index) => `${of} ${index}`), total: count };
  },
});

const essay = defineTool({
  ...about,
  name: "essay",
  effect: "read",
  input: z.object({ length: z.int() }),
  output: z.object({ text: z.string() }),
  run: async ({ length }) => ({ text: "x".repeat(length) }),
});

export const wait = defineTool({
  ...about,
  name: "wait",
  effect: "read",
  timeoutMs: 30_000,
  input: z.object({}),
  output: Done,
  run: async (_, context: Context<Workshop>) => waitFor(context),
});

const waitBriefly = defineTool({
  ...about,
  name: "wait_briefly",
  effect: "read",
  timeoutMs: 50,
  input: z.object({}),
  output: Done,
  run: async (_, context: Context<Workshop>) => waitFor(context),
});

async function waitFor({ services, signal, progress }: Context<Workshop>): Promise<{ done: boolean }> {
  services.waiting += 1;
  progress(1, 2, "waiting");
  const { promise: released, resolve } = Promise.withResolvers<void>();
  const others = services.release;
  services.release = () => {
    others();
    resolve();
  };
  try {
    await Promise.race([released, once(signal, "abort")]);
    if (signal.aborted) services.aborted.push(String(signal.reason?.code));
    signal.throwIfAborted();
    return { done: true };
  } finally {
    services.waiting -= 1;
  }
}

const countUp = defineTool({
  ...about,
  name: "count_up",
  effect: "read",
  input: z.object({}),
  output: Done,
  run: async (_, { progress }) => {
    progress(1, 3, "one");
    progress(1, 3, "one again");
    progress(2, 3, "two");
    return { done: true };
  },
});

const secretFigures = defineTool({
  ...about,
  name: "secret_figures",
  authorize: "figures",
  effect: "read",
  input: z.object({}),
  output: z.object({ figure: z.int() }),
  run: async (_, { services }: Context<Workshop>) => {
    services.ran.push("secret_figures");
    return { figure: 42 };
  },
});

const note = defineTool({
  ...about,
  name: "note",
  effect: "write",
  input: z.object({ text: z.string() }),
  output: Done,
  run: async () => ({ done: true }),
});

const burn = defineTool({
  ...about,
  name: "burn",
  effect: "destructive",
  input: z.object({ pages: z.int() }),
  output: Done,
  plan: async ({ pages }) => ({
    plan: {
      summary: `Burn ${pages} pages`,
      verb: "BURN",
      text: null,
      target: "the archive (dev)",
      effect: "destructive",
      objects: ["archive"],
      cost: { rows: pages, bytes: "unknown" },
      reversible: "no",
      similar: null,
      basis: argumentsAlone,
    },
    prepared: null,
  }),
  approve: ({ cost }) => (cost.rows === 0 ? "none" : cost.rows === 1 ? "caller" : "second-person"),
  run: async (_, { services }: Context<Workshop>) => {
    services.ran.push("burn");
    return { done: true };
  },
});

/** An error class with a code of its own, as a server declares it. */
class WorkshopError extends ToolError<"not-yours"> {}

const fail = defineTool({
  ...about,
  name: "fail",
  effect: "read",
  input: z.object({ how: z.enum(["foreseen", "own-class", "crash", "bad-output"]), word: z.string().default("") }),
  output: Done,
  run: async ({ how, word }) => {
    if (how === "foreseen") throw new ToolError("no-such-table", "there is no such table", "Ask find_tables.");
    if (how === "own-class") throw new WorkshopError("not-yours", "not yours", "Ask its owner.");
    if (how === "crash") throw new Error(`password is ${word}`);
    return JSON.parse(JSON.stringify({ done: word }));
  },
});

/** The server is open to ads-eng and finance; its figures only to ads-eng. */
export const workshop = (services: Workshop = newWorkshop()): ServerDefinition<Workshop> =>
  defineServer({
    name: "workshop",
    title: "Workshop",
    description: "Where tools are tried.",
    instructions: "Try the tools.",
    owner: "Data Platform",
    support: [{ label: "#workshop-help" }],
    sensitivity: "internal",
    environment: "dev",
    listed: true,
    access: { groups: ["ads-eng", "finance"], surfaces: ["local"], environments: ["dev"] },
    policies: {
      everybody: "permit (principal, action, resource);",
      figures: '@reason("only ads-eng reads figures") permit (principal in Group::"ads-eng", action, resource);',
    },
    tools: [listNumbers, essay, wait, waitBriefly, countUp, secretFigures, note, burn, fail],
    open: async () => services,
    ready: async ({ ready }) => {
      if (!ready) throw new Error("the workshop is dark");
    },
    close: async (opened) => {
      opened.closed = true;
    },
  });

export const ada = { user: "ada", groups: ["ads-eng"] };
export const finn = { user: "finn", groups: ["finance"] };
export const omar = { user: "omar", groups: [] };
export const eras = ["modern", "legacy"] as const;

/** The text of a tool's result. */
export const textOf = (result: { content: unknown }): string =>
  z
    .array(z.object({ text: z.string() }))
    .parse(result.content)
    .map(({ text }) => text)
    .join("\n");

/** The error code in the `_meta` of a failed call. */
export const codeOf = (result: { _meta?: unknown }): string | undefined =>
  z.object({ "drawbridge/code": z.string().optional() }).safeParse(result._meta).data?.["drawbridge/code"];
