import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { asked } from "../database.ts";
import { KnowledgeError, unknownDocument } from "../errors.ts";
import type { KnowledgeContext } from "../services.ts";
import { readPassageId } from "../store/document-id.ts";
import { type Kept, keptDocument, writeNote } from "../store/notes.ts";
import { notWritable } from "./add-document.ts";
import { Address, authorOf, planOf, Text, Title } from "./written.ts";

const Input = z.object({ id: z.string(), title: Title.optional(), text: Text, url: Address.optional() });

/** Writes a document's next version. A person sees and approves the whole text first; the versions before are kept. */
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
    const kept = await writable(id, context);
    const written = { source: kept.source, title: title ?? kept.title, url: url ?? kept.url, text };
    const plan = planOf(written, {
      verb: "CHANGE",
      object: `${kept.source}/${kept.title} @${kept.digest.slice(0, 8)}`,
      // What a person approved replaces this version of this document, and no other.
      before: { version: `${kept.id} ${kept.digest}`, says: `its version ${kept.digest.slice(0, 8)}` },
    });
    return { plan, prepared: kept };
  },

  approve: () => "caller",

  async run({ title, text, url }, { services, principal }: KnowledgeContext, kept) {
    const note = { source: kept.source, title: title ?? kept.title, text, url: url ?? kept.url };
    const by = { ...authorOf(principal), at: new Date() };
    if (await asked(writeNote(services.database, note, by, kept))) return { id: kept.id };
    throw new KnowledgeError(
      "changed-meanwhile",
      "Somebody else changed the document in the meantime.",
      "Fetch it again, and call with what it should say now.",
    );
  },
});

async function writable(id: string, { services, principal }: KnowledgeContext): Promise<Kept> {
  const named = readPassageId(id);
  const kept = named === null ? null : await asked(keptDocument(services.database, named.document, principal.groups));
  if (kept === null) throw unknownDocument();
  if (!kept.writable) throw notWritable();
  return kept;
}
