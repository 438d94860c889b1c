/**
 * The parts of a document that a person writes: limited in length, without invisible text, and with an address that can
 * only be a web address.
 */
import type { Principal } from "@drawbridge/contracts/identity";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { isStorable } from "@drawbridge/contracts/storable-text";
import type { Binding, BoundPlan } from "@drawbridge/framework";
import { z } from "zod";
import { KnowledgeError } from "../errors.ts";
import type { Passage } from "../reading/passages.ts";
import { readDocument } from "../reading/read-document.ts";
import { visible, visibleLine } from "../reading/visible-text.ts";
import type { Author } from "../store/documents.ts";
import { pathOf } from "../store/notes.ts";

/** Cleaned before the approval, so the approved title is the stored title. */
export const Title = z
  .string()
  .max(200)
  .overwrite(visibleLine)
  .refine((title) => pathOf(title) !== "", "must contain letters or digits");

export const Text = z
  .string()
  .max(20_000)
  .overwrite((text) => visible(text).trim())
  .refine((text) => text !== "", "is empty");

export const Address = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((url) => URL.canParse(url) && new URL(url).username === "", "must not contain credentials")
  .refine(isStorable, "holds a NUL or half a character");

/** The author, in the form in which it is stored. */
export const authorOf = ({ user, claim = defaultPersonRule.claim }: Pick<Principal, "user" | "claim">): Author => ({
  user,
  claim,
});

export interface NoteContent {
  readonly source: string;
  readonly title: string;
  readonly url: string | null;
  readonly text: string;
}

/** What a write does: the document, and the version that it replaces. */
export interface Act {
  readonly verb: "ADD" | "CHANGE";
  readonly object: string;
  readonly before: Pick<Binding, "version" | "says">;
}

/** The plan of a write: the complete stored text and its source. Throws KnowledgeError if the text is empty. */
export function planOf(note: NoteContent, { verb, object, before }: Act): BoundPlan {
  const { source, title, url, text } = note;
  const passages = passagesOf(text);
  if (passages.length === 0) {
    throw new KnowledgeError(
      "no-text",
      "The document has no text that a reader would see.",
      "Write some visible text, and call again.",
    );
  }
  const content = [`source: ${source}`, `title: ${title}`, ...(url === null ? [] : [`url: ${url}`]), "", text].join(
    "\n",
  );
  return {
    summary: `${verb === "ADD" ? "Add" : "Change"} "${title}" in ${source}`,
    verb,
    text: { language: "text", content },
    target: "knowledge",
    effect: "write",
    objects: [object],
    writes: [object],
    reads: [],
    cost: { rows: passages.length, bytes: Buffer.byteLength(text) },
    // Every version is stored, so the write can be undone.
    reversible: "yes",
    similar: null,
    basis: { bindings: [{ object, role: "writes", ...before }], unheld: [] },
  };
}

function passagesOf(text: string): readonly Passage[] {
  try {
    return readDocument("note.md", text).passages;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new KnowledgeError(
      "too-deep",
      "The HTML in the document is nested too deeply.",
      "Use less nesting, and call again.",
      {
        cause,
      },
    );
  }
}
