import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { asked, type Database } from "../database.ts";
import { unknownDocument } from "../errors.ts";
import type { KnowledgeContext } from "../services.ts";
import { type PassageId, passageId, readPassageId } from "../store/document-id.ts";
import { type KeptPassage, passagesFrom } from "../store/passages.ts";
import { cited, notice } from "./output.ts";

/** Passages shown at once, and characters shown of them: what stays within one result whole. */
const mostPassages = 40;
const mostCharacters = 7_500;

/** A document's text: whole where one result holds it, else from the passage on that `id` names. */
export const fetchDocument = defineTool({
  name: "fetch",
  title: "Fetch a document",
  description:
    "A document by an id from search: whole, or, where it is long, from that passage on. metadata.next is the id to go on with.",
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
    const named = readPassageId(id);
    const piece = named === null ? null : await pieceFrom(services.database, named, principal.groups);
    const first = piece?.shown[0];
    if (piece === null || first === undefined) throw unknownDocument();
    const { title, url, ...about } = cited(first, new Date());
    return {
      id,
      title,
      url,
      text: piece.shown.map(({ text }) => text).join("\n\n"),
      metadata: {
        notice,
        ...{ source: about.source, section: about.section, freshness: about.freshness },
        ...(first.changed_by === null ? {} : { written_by: first.changed_by }),
        ...(first.ordinal === 0 ? {} : { begins_at: passageId({ ...first, ordinal: 0 }) }),
        ...(piece.next === null ? {} : { next: passageId(piece.next) }),
      },
    };
  },
});

interface Piece {
  readonly shown: readonly KeptPassage[];
  /** Null at the document's end. */
  readonly next: PassageId | null;
}

async function pieceFrom(database: Database, from: PassageId, groups: readonly string[]): Promise<Piece> {
  const read = async (ordinal: number): Promise<Piece> =>
    fitting(await asked(passagesFrom(database, { ...from, ordinal }, groups, mostPassages + 1)));
  const whole = await read(0);
  const holdsIt = whole.next === null && whole.shown.some(({ ordinal }) => ordinal === from.ordinal);
  return from.ordinal === 0 || holdsIt ? whole : read(from.ordinal);
}

/** As many of `found` as one result holds, at least one. */
function fitting(found: readonly KeptPassage[]): Piece {
  let length = 0;
  const over = found.findIndex(({ text }, index) => {
    length += text.length + 2;
    return index > 0 && (length > mostCharacters || index >= mostPassages);
  });
  return over === -1 ? { shown: found, next: null } : { shown: found.slice(0, over), next: found[over] ?? null };
}
