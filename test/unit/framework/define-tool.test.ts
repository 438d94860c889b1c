import assert from "node:assert/strict";
import type { Context } from "@drawbridge/framework/context";
import { defineTool, type Tool } from "@drawbridge/framework/define-tool";
import { InvalidInput, InvalidOutput } from "@drawbridge/framework/invalid";
import type { BoundPlan, Plan } from "@drawbridge/framework/plan";
import { pino } from "pino";
import { z } from "zod";
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

// The type checker is the judge here (npm run check): a line below that compiles where it must not is an error itself.
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
  // @ts-expect-error no policy, no tool
  withoutPolicy: () => defineTool({ ...common, authorize: undefined, effect: "read", input, output, run }),
  // @ts-expect-error what destroys has a plan and an approval
  destructiveAlone: () => defineTool({ ...common, effect: "destructive", input, output, run }),
  // @ts-expect-error a plan is there to be approved
  planAlone: () => defineTool({ ...common, effect: "destructive", input, output, run, plan: async () => planned }),
  // @ts-expect-error so it is for a read
  planOfRead: () => defineTool({ ...common, effect: "read", input, output, run, plan: async () => planned }),
  wrongOutput: () =>
    // @ts-expect-error rows are numbers
    defineTool({ ...common, effect: "read", input, output, run: async () => ({ rows: ["one"] }) }),
  otherPrepared: () =>
    // @ts-expect-error what another tool prepared: this tool's plan hands over degrees, and its run wants text
    defineTool({ ...common, effect: "write", input, output, plan: planTemperature, approve: caller, run: runText }),
  approvedByOther: () =>
    // @ts-expect-error so it is for approve
    defineTool({ ...common, effect: "write", input, output, plan: planTemperature, approve: byText, run }),
  // @ts-expect-error without a plan nothing is prepared
  preparedByNobody: () => defineTool({ ...common, effect: "write", input, output, run: runText }),
  notHandedOver: () =>
    // @ts-expect-error a plan hands over what run gets, if only null
    defineTool({ ...common, effect: "write", input, output, plan: async () => plan, approve: caller, run }),
  // @ts-expect-error the tool needs services that this server has not
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
  elicit: async () => ({ kind: "unsupported" }),
});

const plannedWith = async (count: number) => {
  const call = inferred.prepare({ sql: "select" });
  assert.ok(call.plan !== null);
  return call.plan(context(count));
};

describe("defining a tool", () => {
  it(verifies("framework.types", "infers its services, and that it needs none"), async () => {
    const anyServer: Tool<Services>[] = [ofServices, needsNone];
    assert.deepEqual(
      anyServer.map(({ name }) => name),
      ["query", "query"],
    );
    assert.equal(Object.keys(refusedByTheCompiler).length, 12);
  });

  it(verifies("framework.types", "plans and asks with what the input schema made of the arguments"), async () => {
    const made = await plannedWith(0);
    const text = { language: "json", content: '{\n  "sql": "select"\n}' };
    assert.deepEqual(made.plan, { ...plan, text, cost: { rows: 0, bytes: 0 } });
    assert.equal(made.need, "none");
    assert.equal((await plannedWith(1)).need, "caller");
    assert.equal(needsNone.prepare({ sql: "select" }).plan, null);
  });

  it(
    verifies("framework.types", "hands what its plan was made of to the run of that plan, and to no other"),
    async () => {
      const [first, second] = [await plannedWith(1), await plannedWith(2)];
      assert.deepEqual((await second.run(context(7))).output.rows, [2, 7]);
      assert.deepEqual((await first.run(context(7))).output.rows, [1, 7]);
    },
  );

  it(verifies("framework.bad-input", "names each wrong field and what it should have been, and runs nothing"), () => {
    const said = (raw: unknown): string => {
      try {
        inferred.prepare(raw);
      } catch (error) {
        assert.ok(error instanceof InvalidInput);
        return error.message;
      }
      return "nothing";
    };
    assert.equal(said({ sql: 1 }), "sql: expected string, received number");
    assert.equal(said(undefined), "sql: expected string, received undefined");
    assert.equal(said([]), "arguments: expected object, received array");
  });

  it(verifies("framework.bad-output", "judges what the tool gave back, and fills in its defaults"), async () => {
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

  it(verifies("framework.size-guard", "offers its list to the size guard, and `truncated` in its schema"), async () => {
    const { shorten } = await (await plannedWith(7)).run(context(7));
    assert.equal(shorten?.length, 2);
    assert.deepEqual(shorten?.to(0), { output: { rows: [], note: "none" }, next: "0 4" });
    assert.match(JSON.stringify(inferred.outputSchema), /"truncated":\{"type":"object"/);
    assert.ok(!JSON.stringify(needsNone.outputSchema).includes("truncated"));
  });

  it(verifies("framework.definition", "refuses a schema that cannot be told to clients"), () => {
    const dates = z.object({ day: z.date() });
    assert.throws(() => defineTool({ ...common, effect: "read", input: dates, output, run }), /Date/);
  });

  for (const name of ["Query", "run-query", "query.run", "1st", ""]) {
    it(verifies("framework.definition", `refuses the name "${name}", which agents would rewrite`), () => {
      assert.throws(() => defineTool({ ...common, name, effect: "read", input, output, run }), TypeError);
    });
  }
});
