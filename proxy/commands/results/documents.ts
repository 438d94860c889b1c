/** Results that are documents or passages of them: a title, an address, a text. Pure. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import { z } from "zod";
import { facts } from "./facts.ts";
import { cutTo, paragraph, widthOf } from "./text-width.ts";
import { type Fields, inline, isFields } from "./value.ts";

const Document = z.looseObject({ title: z.string(), text: z.string(), url: z.string() });
type Document = z.infer<typeof Document>;

export const isDocument = (value: unknown): value is Document => Document.safeParse(value).success;

/** A heading, then what is known about the document, then its text unchanged: the terminal wraps its long lines. */
export function formatDocument(document: Document, width: number, number: number | null = null): string {
  const { title, text, ...about } = document;
  const heading = cutTo(`${number === null ? "" : `${number}. `}${spelledOut(title)}`, width);
  return [heading, "─".repeat(widthOf(heading)), facts(flat(about), width), "", paragraph(text).trimEnd()].join("\n");
}

/** How to read on if the document continues after the text that is shown; null at its end. */
export function nextPart({ metadata }: Document): string | null {
  const next = isFields(metadata) ? metadata.next : undefined;
  return typeof next === "string" ? `The document goes on. Call this tool with id ${inline(next)}.` : null;
}

/**
 * The fields of nested objects, on one level with the others. The id of the next part is left out, because `nextPart`
 * says it.
 */
function flat(fields: Fields): Fields {
  const entries = Object.entries(fields).flatMap(([name, value]): [string, unknown][] =>
    isFields(value) ? Object.entries(flat(value)) : [[name, value]],
  );
  return Object.fromEntries(entries.filter(([name, value]) => name !== "next" && value !== ""));
}
