import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { holderOfQuery } from "../queries/queries.ts";
import type { PrestoContext } from "../services.ts";

/** Tool cancel_query: stops a query of the caller in the engine and deletes its rows. */
export const cancelQuery = defineTool({
  name: "cancel_query",
  title: "Cancel query",
  description: "Stops your query in the engine and drops its rows.",
  effect: "write",
  minutesSaved: 1,
  authorize: "presto-query",
  heldBy: ({ query_id }) => holderOfQuery(query_id),
  input: z.object({ query_id: z.string() }),
  output: z.object({ cancelled: z.boolean() }),

  async run({ query_id }, { principal, services }: PrestoContext) {
    const running = services.queries.find(principal.user, query_id);
    const cancelled = running.state.status === "running";
    services.queries.forget(running);
    return { cancelled };
  },
});
