import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { type Database, withStoreErrors } from "../database.ts";
import { unknownDocument } from "../errors.ts";
import type { KnowledgeContext } from "../services.ts";
import { type PassageId, passageId, readPassageId } from "../store/document-id.ts";
import { passagesFrom, type StoredPassage } from "../store/passages.ts";
import { citationOf, notice } from "./output.ts";

/** Maximum passages and characters of one answer, so that it is not cut. */
const maxPassages = 40;
const maxChars = 7_500;

/**
 * Tool fetch: a document's text. It is whole if it fits into one result, otherwise it starts at the passage that `id`
 * names.
 */
export const fetchDocument = defineTool({
  name: "fetch",
  title: "Fetch a document",
  description:
    "A document by an id from search: whole, or, if it is long, from that passage on. metadata.next is the id of the next part.",
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
    const passage = readPassageId(id);
    const piece = passage === null ? null : await pieceFrom(services.database, passage, principal.groups);
    const first = piece?.passages[0];
    if (piece === null || first === undefined) throw unknownDocument();
    const { title, url, ...about } = citationOf(first, new Date());
    return {
      id,
      title,
      url,
      text: piece.passages.map(({ text }) => text).join("\n\n"),
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
  readonly passages: readonly StoredPassage[];
  /** Null at the end of the document. */
  readonly next: PassageId | null;
}

async function pieceFrom(database: Database, from: PassageId, groups: readonly string[]): Promise<Piece> {
  const read = async (ordinal: number): Promise<Piece> =>
    firstThatFit(await withStoreErrors(passagesFrom(database, { ...from, ordinal }, groups, maxPassages + 1)));
  const document = await read(0);
  const includesId = document.next === null && document.passages.some(({ ordinal }) => ordinal === from.ordinal);
  return from.ordinal === 0 || includesId ? document : read(from.ordinal);
}

/** As many of the passages as fit into one result, at least one. */
function firstThatFit(candidates: readonly StoredPassage[]): Piece {
  let length = 0;
  const over = candidates.findIndex(({ text }, index) => {
    length += text.length + 2;
    return index > 0 && (length > maxChars || index >= maxPassages);
  });
  return over === -1
    ? { passages: candidates, next: null }
    : { passages: candidates.slice(0, over), next: candidates[over] ?? null };
}
