/** A server whose tools write what they do into a file outside of every part: the truth about what ran. */
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { argumentsAlone, type Context, defineServer, defineTool, runServer } from "@drawbridge/framework";
import { z } from "zod";
import { ledgerCallMs } from "./ledger-call.ts";

const file = process.env.LEDGER_FILE ?? "";

const note = (what: "began" | "ran", id: string): void => appendFileSync(file, `${what} ${id}\n`);
async function work(id: string): Promise<{ id: string }> {
  note("began", id);
  await sleep(ledgerCallMs);
  note("ran", id);
  return { id };
}

const common = {
  ...{ minutesSaved: 1, authorize: "everybody" },
  ...{ input: z.object({ id: z.string() }), output: z.object({ id: z.string() }) },
};

const look = defineTool({
  ...common,
  ...{ name: "look", title: "Look", description: "Reads for a moment.", effect: "read" },
  run: ({ id }, _: Context<null>) => work(id),
});

const change = defineTool({
  ...common,
  ...{ name: "change", title: "Change", description: "Changes something for a moment.", effect: "write" },
  plan: async ({ id }, _: Context<null>) => ({
    plan: {
      ...{ summary: `Change ${id}`, verb: "CHANGE", text: null, target: "the ledger", effect: "write" as const },
      ...{ objects: [id], cost: { rows: 1, bytes: "unknown" as const }, reversible: "yes" as const, similar: null },
      basis: argumentsAlone,
    },
    prepared: id,
  }),
  approve: () => "none",
  run: ({ id }) => work(id),
});

await runServer(
  defineServer({
    ...{ name: "ledger", title: "Ledger", description: "Notes what runs.", owner: "Tests", sensitivity: "internal" },
    ...{ support: [{ label: "#tests" }], environment: "dev", listed: true, tools: [look, change], groups: () => [] },
    access: { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev"] },
    policies: { everybody: "permit (principal, action, resource);" },
    open: async () => null,
    ready: async () => {},
    close: async () => {},
  }),
);
