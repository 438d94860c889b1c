import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { withStoreErrors } from "../database.ts";
import { KnowledgeError, unknownDocument } from "../errors.ts";
import type { KnowledgeContext } from "../services.ts";
import { readPassageId } from "../store/document-id.ts";
import { findDocument, type StoredDocument, writeNote } from "../store/notes.ts";
import { notWritable } from "./add-document.ts";
import { Address, authorOf, planOf, Text, Title } from "./note-content.ts";

const Input = z.object({ id: z.string(), title: Title.optional(), text: Text, url: Address.optional() });

/**
 * Tool update_document: writes a document's next version. A person reads and approves the whole text first. Earlier
 * versions are kept.
 */
export const updateDocument = defineTool({
  name: "update_document",
  title: "Change a document",
  description: "Replaces the text of a document in a writable source, once a person approved it.",
  effect: "write",
  minutesSaved: 10,
  authorize: "knowledge-write",
  input: Input,
  output: z.object({ id: z.string() }),

  async plan({ id, title, text, url }, context: KnowledgeContext) {
    const document = await writableDocument(id, context);
    const note = { source: document.source, title: title ?? document.title, url: url ?? document.url, text };
    const plan = planOf(note, {
      verb: "CHANGE",
      object: `${document.source}/${document.title} @${document.digest.slice(0, 8)}`,
      // The approved text replaces this version of this document and no other.
      before: { version: `${document.id} ${document.digest}`, says: `its version ${document.digest.slice(0, 8)}` },
    });
    return { plan, prepared: document };
  },

  approve: () => "caller",

  async run({ title, text, url }, { services, principal }: KnowledgeContext, document) {
    const note = { source: document.source, title: title ?? document.title, text, url: url ?? document.url };
    const by = { ...authorOf(principal), at: new Date() };
    if (await withStoreErrors(writeNote(services.database, note, by, document))) return { id: document.id };
    throw new KnowledgeError(
      "changed-meanwhile",
      "Another user changed the document in the meantime. Nothing was written.",
      "Fetch the document again, and call again with its new text.",
    );
  },
});

async function writableDocument(id: string, { services, principal }: KnowledgeContext): Promise<StoredDocument> {
  const passage = readPassageId(id);
  const document =
    passage === null
      ? null
      : await withStoreErrors(findDocument(services.database, passage.document, principal.groups));
  if (document === null) throw unknownDocument();
  if (!document.writable) throw notWritable();
  return document;
}
