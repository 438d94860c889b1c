import { createHash } from "node:crypto";
import { digestOf } from "@drawbridge/contracts/digest";
import { storable } from "@drawbridge/contracts/storable-text";
import { type BoundPlan, defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { requireKnowledge } from "../knowledge/require-knowledge.ts";
import { examineWhole, type SparkContext } from "../services.ts";
import { traceOf } from "./trace.ts";

const Input = z.object({
  app: z.string(),
  title: z.string().min(5).max(200).describe("The cause in one sentence"),
  fix: z.string().min(5).max(4_000).describe("What fixed it"),
  note: z.string().max(4_000).optional(),
});

/**
 * Tool record_root_cause: stores what a person found out, for the next diagnosis of the same failure. A person reads
 * and approves it first.
 */
export const recordRootCause = defineTool({
  name: "record_root_cause",
  title: "Record a root cause",
  description:
    "Stores the root cause and fix of an application's failure for the next person. A person approves it first.",
  effect: "write",
  minutesSaved: 15,
  quotesOthers: true,
  authorize: "spark-record",
  input: Input,
  output: z.object({ id: z.string(), app: z.string(), cause: z.string() }),

  async plan({ app, ...description }, context: SparkContext) {
    const knowledge = requireKnowledge(context.services);
    const { facts, diagnosis } = await examineWhole(app, context);
    const trace = traceOf(diagnosis);
    // One record for each failure of an application: recording again replaces it.
    const id = createHash("sha256").update(`${facts.id}\n${trace.fingerprint}`).digest("base64url").slice(0, 22);
    const before = await knowledge.findKept(id, context.signal);
    const object = `root-causes/${facts.id}`;
    const content = [
      `application: ${facts.name} (${facts.id})`,
      `diagnosed as: ${diagnosis.cause}`,
      `title: ${description.title}`,
      `fix: ${description.fix}`,
      ...(description.note === undefined ? [] : [`note: ${description.note}`]),
      `readable by: ${context.principal.groups.join(", ")}`,
      ...(before === null ? [] : [`replaces: the record of ${before.recordedAt.slice(0, 16)}Z`]),
      `identified by these lines of its log: ${storable(trace.text)}`,
    ].join("\n");
    const plan: BoundPlan = {
      summary: `Record the root cause of ${facts.id}`,
      verb: "RECORD",
      text: { language: "text", content },
      target: "knowledge",
      effect: "write",
      objects: [object],
      writes: [object],
      reads: [],
      cost: { rows: 1, bytes: content.length },
      reversible: "yes",
      similar: null,
      basis: {
        bindings: [
          {
            object: `the diagnosis of ${facts.id}`,
            role: "reads",
            version: digestOf(trace),
            says: `${diagnosis.cause}, by its decisive lines`,
          },
          {
            object,
            role: "writes",
            version: before?.digest ?? "absent",
            says: before === null ? "does not exist yet" : "the previous record, compared in full",
          },
        ],
        unheld: [],
      },
    };
    return { plan, prepared: { facts, trace, id, before } };
  },

  approve: () => "caller",

  async run({ title, fix, note }, context: SparkContext, { facts, trace, id, before }) {
    const { user, claim, groups } = context.principal;
    await requireKnowledge(context.services).keep(
      id,
      {
        ...trace,
        subject: { id: facts.id, name: facts.name.slice(0, 200) },
        title,
        fix,
        note: note ?? null,
        recordedBy: user,
        ...(claim === undefined ? {} : { recordedByClaim: claim }),
        recordedAt: new Date().toISOString(),
        groups,
      },
      before,
      context.signal,
    );
    return { id, app: facts.id, cause: trace.cause };
  },
});
