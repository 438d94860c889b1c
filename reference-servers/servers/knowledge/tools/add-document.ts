import { StorableText } from "@drawbridge/contracts/storable-schema";
import { defineTool } from "@drawbridge/framework";
import { z } from "zod";
import { withStoreErrors } from "../database.ts";
import { KnowledgeError, unknownSource } from "../errors.ts";
import type { KnowledgeContext } from "../services.ts";
import { findDocument, idOf, writeNote } from "../store/notes.ts";
import { kindOfSource } from "../store/sources.ts";
import { Address, authorOf, planOf, Text, Title } from "./note-content.ts";

const Input = z.object({ source: StorableText.max(40), title: Title, text: Text, url: Address.optional() });

/**
 * Tool add_document: writes a new document into a source of the kind `notes`. A person reads and approves the whole
 * text first.
 */
export const addDocument = defineTool({
  name: "add_document",
  title: "Add a document",
  description: "Adds a Markdown document to a writable source, once a person approved the text.",
  effect: "write",
  minutesSaved: 10,
  authorize: "knowledge-write",
  input: Input,
  output: z.object({ id: z.string() }),

  async plan({ source, title, text, url = null }, context: KnowledgeContext) {
    await mustBeNew({ source, title }, context);
    const plan = planOf(
      { source, title, url, text },
      {
        verb: "ADD",
        object: `${source}/${title}`,
        before: { version: "absent", says: "does not exist yet" },
      },
    );
    return { plan, prepared: null };
  },

  approve: () => "caller",

  async run({ source, title, text, url = null }, context: KnowledgeContext) {
    await mustBeNew({ source, title }, context);
    const by = { ...authorOf(context.principal), at: new Date() };
    if (!(await withStoreErrors(writeNote(context.services.database, { source, title, text, url }, by, null))))
      throw alreadyThere();
    return { id: idOf({ source, title }) };
  },
});

/** Throws KnowledgeError if the caller may not write there, or if the document exists. */
async function mustBeNew(note: { source: string; title: string }, { services, principal }: KnowledgeContext) {
  const { database } = services;
  const kind = await withStoreErrors(kindOfSource(database, note.source, principal.groups));
  if (kind === null) throw unknownSource();
  if (kind !== "notes") throw notWritable();
  if ((await withStoreErrors(findDocument(database, idOf(note), principal.groups))) !== null) throw alreadyThere();
}

export const notWritable = (): KnowledgeError =>
  new KnowledgeError(
    "not-writable",
    "This source cannot be written through this server, because its documents come from elsewhere.",
    "Choose a source that list_sources calls writable, or change the document at its origin.",
  );

const alreadyThere = (): KnowledgeError =>
  new KnowledgeError(
    "already-there",
    "The source already has a document with that title.",
    "Search for it, and change it with update_document; or choose another title.",
  );
