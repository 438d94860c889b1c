import { StorableText } from "@drawbridge/contracts/storable-text";
import { defineTool } from "@drawbridge/framework/define-tool";
import { z } from "zod";
import { asked } from "../database.ts";
import { KnowledgeError, unknownSource } from "../errors.ts";
import type { KnowledgeContext } from "../services.ts";
import { idOf, keptDocument, writeNote } from "../store/notes.ts";
import { kindOfSource } from "../store/sources.ts";
import { Address, authorOf, planOf, Text, Title } from "./written.ts";

const Input = z.object({ source: StorableText.max(40), title: Title, text: Text, url: Address.optional() });

/** Writes a new document into a source that the operator opened for it. A person sees and approves the whole text first. */
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
        before: { version: "absent", says: "not there yet" },
      },
    );
    return { plan, prepared: null };
  },

  approve: () => "caller",

  async run({ source, title, text, url = null }, context: KnowledgeContext) {
    await mustBeNew({ source, title }, context);
    const by = { ...authorOf(context.principal), at: new Date() };
    if (!(await asked(writeNote(context.services.database, { source, title, text, url }, by, null))))
      throw alreadyThere();
    return { id: idOf({ source, title }) };
  },
});

/** Throws KnowledgeError where the caller may not write there, or the document is there. */
async function mustBeNew(note: { source: string; title: string }, { services, principal }: KnowledgeContext) {
  const { database } = services;
  const kind = await asked(kindOfSource(database, note.source, principal.groups));
  if (kind === null) throw unknownSource();
  if (kind !== "notes") throw notWritable();
  if ((await asked(keptDocument(database, idOf(note), principal.groups))) !== null) throw alreadyThere();
}

export const notWritable = (): KnowledgeError =>
  new KnowledgeError(
    "not-writable",
    "Nothing can be written there: its documents come from elsewhere.",
    "Choose a source that list_sources calls writable, or change the document where it comes from.",
  );

const alreadyThere = (): KnowledgeError =>
  new KnowledgeError(
    "already-there",
    "The source has a document of that title.",
    "Search for it, and change it with update_document; or choose another title.",
  );
