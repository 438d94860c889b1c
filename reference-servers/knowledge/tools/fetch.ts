import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { asked } from "../database.ts";
import { unknownDocument } from "../errors.ts";
import type { KnowledgeContext } from "../services.ts";
import { passageId, readPassageId } from "../store/document-id.ts";
import { passagesFrom } from "../store/passages.ts";
import { cited, notice } from "./output.ts";

/** Passages read at once, and characters shown of them: what stays within one result whole. */
const mostPassages = 40;
const mostCharacters = 7_500;

/** A document's text from the passage on that `id` names. */
export const fetchDocument = defineTool({
  name: "fetch",
  title: "Fetch a document",
  description: "A document's text, from the passage on whose id search gave. metadata.next is the id to go on with.",
  effect: "read",
  minutesSaved: 3,
  authorize: "knowledge-read",
  input: z.object({ id: z.string() }),
  output: z.object({
    id: z.string(),
    title: z.string(),
    text: z.string(),
    url: z.string(),
    metadata: z.looseObject({ next: z.string().optional() }),
  }),

  async run({ id }, { services, principal }: KnowledgeContext) {
    const from = readPassageId(id);
    if (from === null) throw unknownDocument();
    const found = await asked(passagesFrom(services.database, from, principal.groups, mostPassages));
    const [first] = found;
    if (first === undefined) throw unknownDocument();
    let length = 0;
    const over = found.findIndex(({ text }, index) => {
      length += text.length + 2;
      return index > 0 && length > mostCharacters;
    });
    const shown = over === -1 ? found : found.slice(0, over);
    const rest =
      over === -1 && found.length === mostPassages ? { ...from, ordinal: from.ordinal + mostPassages } : found[over];
    const { title, url, ...about } = cited(first, new Date());
    return {
      id,
      title,
      url,
      text: shown.map(({ text }) => text).join("\n\n"),
      metadata: {
        notice,
        ...{ source: about.source, section: about.section, freshness: about.freshness },
        ...(first.changed_by === null ? {} : { written_by: first.changed_by }),
        ...(rest === undefined ? {} : { next: passageId(rest) }),
      },
    };
  },
});
