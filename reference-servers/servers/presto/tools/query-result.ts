import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { holderOfQuery } from "../queries/queries.ts";
import type { PrestoContext } from "../services.ts";
import { nextPage, pageOf, QueryPage, waitFor } from "./query-page.ts";

/** Tool query_result: waits for a running query of the caller, or pages through the rows of a finished one. */
export const queryResult = defineTool({
  name: "query_result",
  title: "Query result",
  description: "Waits for your running query, or returns its rows from an offset on.",
  effect: "read",
  minutesSaved: 1,
  authorize: "presto-query",
  heldBy: ({ query_id }) => holderOfQuery(query_id),
  input: z.object({ query_id: z.string(), offset: z.int().min(0).default(0) }),
  output: QueryPage,
  shorten: { list: "rows", next: nextPage },

  async run({ query_id, offset }, context: PrestoContext) {
    const running = context.services.queries.find(context.principal.user, query_id);
    await waitFor(running, context);
    return pageOf(running, offset, context);
  },
});
