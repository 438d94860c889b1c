import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { requireKnowledge } from "../knowledge/require-knowledge.ts";
import { examineWhole, type SparkContext } from "../services.ts";
import { PastFailure, pastFailures } from "./output.ts";
import { traceOf } from "./trace.ts";

/** Tool find_similar_failures: recorded failures, the most similar first. */
export const findSimilarFailures = defineTool({
  name: "find_similar_failures",
  title: "Find similar failures",
  description: "Recorded root causes of failures like this application's, the most similar first.",
  effect: "read",
  minutesSaved: 10,
  quotesOthers: true,
  authorize: "spark-read",
  input: z.object({ app: z.string(), limit: z.number().int().min(1).max(8).default(5) }),
  output: z.object({ app: z.string(), cause: z.string(), failures: z.array(PastFailure) }),

  async run({ app, limit }, context: SparkContext) {
    const knowledge = requireKnowledge(context.services);
    const { facts, diagnosis } = await examineWhole(app, context);
    const request = { failure: traceOf(diagnosis), groups: context.principal.groups, limit };
    const hits = await knowledge.similar(request, context.signal);
    return { app: facts.id, cause: diagnosis.cause, failures: pastFailures(hits) };
  },
});
