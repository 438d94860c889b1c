import { storable } from "@drawbridge/contracts/storable-text";
import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { withStoreErrors } from "../database.ts";
import { boundQuestion, maxQuestionChars } from "../search/question.ts";
import { search as passagesFor } from "../search/search.ts";
import type { KnowledgeContext } from "../services.ts";
import { citationOf, notice } from "./output.ts";

/**
 * The schema, which is sent to every agent, lists only these fields, because the names of the others explain
 * themselves.
 */
const Result = z.looseObject({ id: z.string(), title: z.string(), url: z.string(), text: z.string() });

const cut =
  `The question was longer than ${maxQuestionChars} characters, so only its beginning and its end were searched. ` +
  "If the results do not fit, search for its decisive line.";

/** Tool search: the passages that answer a question, ready to be quoted. */
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
    query: z.string().min(1).overwrite(storable),
    limit: z.number().int().min(1).max(10).default(5),
  }),
  output: z.object({ notice: z.string(), question_cut: z.string().optional(), results: z.array(Result) }),
  shorten: { list: "results", next: () => "Search for the rest with fewer or rarer words, or fetch one by its id." },

  async run({ query, limit }, { services, principal }: KnowledgeContext) {
    const { text, isCut } = boundQuestion(query);
    const passages = await withStoreErrors(passagesFor(services.database, text, principal.groups, limit));
    const now = new Date();
    return {
      notice,
      ...(isCut ? { question_cut: cut } : {}),
      results: passages.map((passage) => ({ ...citationOf(passage, now), text: passage.text })),
    };
  },
});
