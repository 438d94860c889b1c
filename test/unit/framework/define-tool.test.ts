import assert from "node:assert/strict";
import { type BoundPlan, type Context, defineTool, type Plan, type Tool } from "@drawbridge/framework";
import { pino } from "pino";
import { z } from "zod";
import { InvalidInput, InvalidOutput } from "../../../reference-servers/framework/schema-errors.ts";
import { verifies } from "../../support/verifies.ts";

interface Services {
  readonly engine: { count(sql: string): Promise<number> };
}

const common = { name: "query", title: "Query", description: "Runs.", minutesSaved: 5, authorize: "everybody" };
const input = z.object({ sql: z.string() });
const output = z.object({ rows: z.array(z.number()), note: z.string().default("none") });
const plan: BoundPlan = {
  summary: "Read one table",
  verb: "READ",
  text: null,
  target: "engine (dev)",
  effect: "read",
  objects: ["t"],
  cost: { rows: 1, bytes: "unknown" },
  reversible: "yes",
  similar: null,
  basis: { bindings: [], unheld: [] },
};
const run = async (_: unknown, { services }: Context<Services>) => ({ rows: [await services.engine.count("t")] });

const runText = async (_: unknown, __: Context<Services>, { text }: { text: string }) => ({ rows: [text.length] });
const byText = (_: Plan, __: Context<Services>, { text }: { text: string }) => (text === "" ? "none" : "caller");
const planned = { plan, prepared: null };
const planTemperature = async () => ({ plan, prepared: { degrees: 200 } });
const caller = () => "caller" as const;

// The type checker runs this test (npm run check): a line below that compiles where it must not is itself an error.
const inferred = defineTool({
  ...common,
  effect: "read",
  input,
  output,
  plan: async ({ sql }, { services }: Context<Services>) => {
    const rows = await services.engine.count(sql);
    return { plan: { ...plan, cost: { rows, bytes: 0 } }, prepared: { counted: rows, sql } };
  },
  approve: ({ cost }, { services }, { counted }) =>
    cost.rows === 0 && counted === 0 && services.engine ? "none" : "caller",
  run: async (_, context: Context<Services>, { counted, sql }) => ({
    rows: [counted, await context.services.engine.count(sql)],
  }),
  shorten: { list: "rows", next: ({ rows, note }) => `${rows.length} ${note.length}` },
});
const ofServices: Tool<Services> = inferred;
const needsNone = defineTool({ ...common, effect: "read", input, output, run: async () => ({ rows: [] }) });

const refusedByTheCompiler = {
  // @ts-expect-error a tool needs a policy
  withoutPolicy: () => defineTool({ ...common, authorize: undefined, effect: "read", input, output, run }),
  // @ts-expect-error a destructive tool needs a plan and an approval
  destructiveAlone: () => defineTool({ ...common, effect: "destructive", input, output, run }),
  // @ts-expect-error a plan needs an approval
  planAlone: () => defineTool({ ...common, effect: "destructive", input, output, run, plan: async () => planned }),
  // @ts-expect-error a plan of a read needs an approval too
  planOfRead: () => defineTool({ ...common, effect: "read", input, output, run, plan: async () => planned }),
  wrongOutput: () =>
    // @ts-expect-error rows are numbers
    defineTool({ ...common, effect: "read", input, output, run: async () => ({ rows: ["one"] }) }),
  otherPrepared: () =>
    // @ts-expect-error `prepared` is of another tool: this tool's plan returns degrees, and its run expects text
    defineTool({ ...common, effect: "write", input, output, plan: planTemperature, approve: caller, run: runText }),
  approvedByOther: () =>
    // @ts-expect-error `prepared` is of another tool, for approve too
    defineTool({ ...common, effect: "write", input, output, plan: planTemperature, approve: byText, run }),
  // @ts-expect-error without a plan there is nothing prepared
  notPrepared: () => defineTool({ ...common, effect: "write", input, output, run: runText }),
  notHandedOver: () =>
    // @ts-expect-error a plan returns what run gets, even if that is null
    defineTool({ ...common, effect: "write", input, output, plan: async () => plan, approve: caller, run }),
  // @ts-expect-error the tool needs services that this server does not have
  otherServices: (): Tool<{ other: string }> => inferred,
  unknownList: () =>
    // @ts-expect-error there is no such list
    defineTool({ ...common, effect: "read", input, output, run, shorten: { list: "cells", next: () => "" } }),
  noList: () =>
    // @ts-expect-error a note cannot be shortened
    defineTool({ ...common, effect: "read", input, output, run, shorten: { list: "note", next: () => "" } }),
};

const context = (count: number): Context<Services> => ({
  principal: { user: "ada", groups: [], surface: "local" },
  agent: null,
  environment: "dev",
  services: { engine: { count: async () => count } },
  signal: new AbortController().signal,
  log: pino({ level: "silent" }),
  progress: () => {},
  note: async () => {},
  approved: false,
  elicit: async () => ({ kind: "unsupported" }),
});

const plannedWith = async (count: number) => {
  const call = inferred.prepare({ sql: "select" });
  assert.ok(call.plan !== null);
  return call.plan(context(count));
};

describe("defining a tool", () => {
  it(verifies("framework.types", "defineTool infers the services of a tool, or that it needs none"), async () => {
    const anyServer: Tool<Services>[] = [ofServices, needsNone];
    assert.deepEqual(
      anyServer.map(({ name }) => name),
      ["query", "query"],
    );
    assert.equal(Object.keys(refusedByTheCompiler).length, 12);
  });

  it(
    verifies("framework.types", "A tool plans and asks with the arguments as its input schema parsed them"),
    async () => {
      const made = await plannedWith(0);
      const text = { language: "json", content: '{\n  "sql": "select"\n}' };
      assert.deepEqual(made.plan, { ...plan, text, cost: { rows: 0, bytes: 0 } });
      assert.equal(made.need, "none");
      assert.equal((await plannedWith(1)).need, "caller");
      assert.equal(needsNone.prepare({ sql: "select" }).plan, null);
    },
  );

  it(
    verifies("framework.types", "A tool's run gets what its own plan was made from, and nothing of another plan"),
    async () => {
      const [first, second] = [await plannedWith(1), await plannedWith(2)];
      assert.deepEqual((await second.run(context(7))).output.rows, [2, 7]);
      assert.deepEqual((await first.run(context(7))).output.rows, [1, 7]);
    },
  );

  it(
    verifies("framework.bad-input", "A tool names each wrong field and what it should have been, and runs nothing"),
    () => {
      const textOf = (raw: unknown): string => {
        try {
          inferred.prepare(raw);
        } catch (error) {
          assert.ok(error instanceof InvalidInput);
          return error.message;
        }
        return "nothing";
      };
      assert.equal(textOf({ sql: 1 }), "sql: expected string, received number");
      assert.equal(textOf(undefined), "sql: expected string, received undefined");
      assert.equal(textOf([]), "arguments: expected object, received array");
    },
  );

  it(verifies("framework.bad-output", "A tool's output is checked, and its defaults are filled in"), async () => {
    const product = await (await plannedWith(7)).run(context(7));
    assert.deepEqual(product.output, { rows: [7, 7], note: "none" });
    const lying = defineTool({
      ...common,
      effect: "read",
      input,
      output,
      run: async () => JSON.parse('{"rows":["x"]}'),
    });
    const call = lying.prepare({ sql: "" });
    assert.ok(call.run !== null);
    await assert.rejects(call.run(context(0)), InvalidOutput);
  });

  it(
    verifies("framework.size-guard", "A tool offers its list to the size guard, and `truncated` in its schema"),
    async () => {
      const { shorten } = await (await plannedWith(7)).run(context(7));
      assert.equal(shorten?.length, 2);
      assert.deepEqual(shorten?.to(0), { output: { rows: [], note: "none" }, next: "0 4" });
      assert.match(JSON.stringify(inferred.outputSchema), /"truncated":\{"type":"object"/);
      assert.ok(!JSON.stringify(needsNone.outputSchema).includes("truncated"));
    },
  );

  it(verifies("framework.definition", "defineTool refuses a schema that cannot be sent to clients"), () => {
    const dates = z.object({ day: z.date() });
    assert.throws(() => defineTool({ ...common, effect: "read", input: dates, output, run }), /Date/);
  });

  for (const name of ["Query", "run-query", "query.run", "1st", ""]) {
    it(verifies("framework.definition", `defineTool refuses the name "${name}", which agents would rewrite`), () => {
      assert.throws(() => defineTool({ ...common, name, effect: "read", input, output, run }), TypeError);
    });
  }
});
