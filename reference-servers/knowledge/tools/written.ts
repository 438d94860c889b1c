/** What a person writes: bounded, without what no reader would see, and with an address that only leads to the web. */
import type { Principal } from "@drawbridge/contracts/identity";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { isStorable } from "@drawbridge/contracts/storable-text";
import type { Binding, BoundPlan } from "@drawbridge/framework/plan";
import { z } from "zod";
import { KnowledgeError } from "../errors.ts";
import type { Passage } from "../reading/passages.ts";
import { readDocument } from "../reading/read-document.ts";
import { visible, visibleLine } from "../reading/visible.ts";
import type { Author } from "../store/documents.ts";
import { pathOf } from "../store/notes.ts";

/** As it is kept: approvals are bound to it after it was cleaned, so what is shown is what is kept. */
export const Title = z
  .string()
  .max(200)
  .overwrite(visibleLine)
  .refine((title) => pathOf(title) !== "", "say it in words");

export const Text = z
  .string()
  .max(20_000)
  .overwrite((text) => visible(text).trim())
  .refine((text) => text !== "", "is empty");

export const Address = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((url) => URL.canParse(url) && new URL(url).username === "", "must hold no credentials")
  .refine(isStorable, "holds a NUL or half a character");

/** Who writes, as it is kept. */
export const authorOf = ({ user, claim = defaultPersonRule.claim }: Pick<Principal, "user" | "claim">): Author => ({
  user,
  claim,
});

export interface Written {
  readonly source: string;
  readonly title: string;
  readonly url: string | null;
  readonly text: string;
}

/** What a write makes: a document of a name, bound to what is there by that name now. */
export interface Act {
  readonly verb: "ADD" | "CHANGE";
  readonly object: string;
  readonly before: Pick<Binding, "version" | "says">;
}

/** The plan of a write: the whole of what is kept, and where. Throws KnowledgeError where it would be nothing. */
export function planOf(written: Written, { verb, object, before }: Act): BoundPlan {
  const { source, title, url, text } = written;
  const passages = passagesOf(text);
  if (passages.length === 0) {
    throw new KnowledgeError(
      "no-text",
      "The document has no text that a reader would see.",
      "Write some, and call again.",
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
    // Every version is kept.
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
      "The HTML in the document nests too deep.",
      "Write it flatter, and call again.",
      {
        cause,
      },
    );
  }
}
