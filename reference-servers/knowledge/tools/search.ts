import { storable } from "@drawbridge/contracts/storable-text";
import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { asked } from "../database.ts";
import { search as passagesFor } from "../search/search.ts";
import type { KnowledgeContext } from "../services.ts";
import { cited, notice } from "./output.ts";

/** Told by its id alone in the schema, which every agent is sent; what else is in it reads as it is named. */
const Result = z.looseObject({ id: z.string(), title: z.string(), url: z.string(), text: z.string() });

/** The passages that answer a question, ready to be quoted. */
export const search = defineTool({
  name: "search",
  title: "Search documents",
  description:
    "Passages of the company's documents and recorded root causes that answer a question, best first, each with its " +
    "source, address and age. Cite the url.",
  effect: "read",
  minutesSaved: 10,
  authorize: "knowledge-read",
  input: z.object({
    query: z.string().min(1).max(1_000).overwrite(storable),
    limit: z.number().int().min(1).max(10).default(5),
  }),
  output: z.object({ notice: z.string(), results: z.array(Result) }),
  shorten: { list: "results", next: () => "Ask for the rest with fewer or rarer words, or fetch one by its id." },

  async run({ query, limit }, { services, principal }: KnowledgeContext) {
    const found = await asked(passagesFor(services.database, query, principal.groups, limit));
    const now = new Date();
    return { notice, results: found.map((passage) => ({ ...cited(passage, now), text: passage.text })) };
  },
});
