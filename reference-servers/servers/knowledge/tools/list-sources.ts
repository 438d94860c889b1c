import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { withStoreErrors } from "../database.ts";
import type { KnowledgeContext } from "../services.ts";
import { readableSources } from "../store/sources.ts";

/** Tool list_sources: the sources that the caller may search, and what could not be read in them. */
export const listSources = defineTool({
  name: "list_sources",
  title: "List sources",
  description: "The sources you may read: how many documents, how fresh, what could not be read, where you may add.",
  effect: "read",
  minutesSaved: 1,
  authorize: "knowledge-read",
  input: z.object({}),
  output: z.object({ sources: z.array(z.looseObject({ name: z.string() })) }),
  shorten: { list: "sources", next: () => "Use search: it searches all sources." },

  async run(_, { services, principal }: KnowledgeContext) {
    const sources = await withStoreErrors(readableSources(services.database, principal.groups));
    return {
      sources: sources.map(({ name, title, kind, documents, passages, newest, synced_at, problems, skipped }) => ({
        ...{ name, title, documents, passages },
        writable: kind === "notes",
        newest: newest?.toISOString().slice(0, 10) ?? null,
        looked_through: synced_at?.toISOString() ?? null,
        problems,
        ...(skipped.length === 0 ? {} : { not_read: skipped }),
      })),
    };
  },
});
