/**
 * Reads Jupyter notebooks (nbformat 3 and 4): the text of their Markdown cells, their code, and the beginning of what the
 * code printed. Pictures and other outputs are left out. Pure.
 */
import { z } from "zod";
import { type Block, fenced, firstHeading, type ReadDocument } from "./block.ts";
import { readMarkdown } from "./markdown.ts";

/** Maximum characters of the outputs of one cell; an error at the end of a longer output is kept. */
const maxOutputChars = 1_500;

const Text = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === "string" ? text : text.join("")));
/** Of a format that is not known here, the rest is ignored. */
const Output = z
  .looseObject({
    text: Text.optional(),
    data: z.looseObject({ "text/plain": Text.optional() }).optional(),
    traceback: z.array(z.string()).optional(),
  })
  .catch({});
const Cell = z.looseObject({
  cell_type: z.string(),
  source: Text.optional(),
  /** The name in nbformat 3. */
  input: Text.optional(),
  level: z.number().int().min(1).max(6).optional(),
  outputs: z.array(Output).optional(),
});
type Cell = z.infer<typeof Cell>;

const Cells = z.array(Cell);
const Notebook = z.looseObject({
  cells: Cells.optional(),
  worksheets: z.array(z.looseObject({ cells: Cells })).optional(),
  metadata: z
    .looseObject({
      title: z.string().optional(),
      kernelspec: z.looseObject({ language: z.string().optional() }).optional(),
      language_info: z.looseObject({ name: z.string().optional() }).optional(),
    })
    .optional()
    .catch(undefined),
});

/** Throws SyntaxError if the text is no JSON, ZodError if it is no notebook, and RangeError (see readHtml). */
export function readNotebook(source: string): ReadDocument {
  const { cells, worksheets = [], metadata } = Notebook.parse(JSON.parse(source));
  const language = metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? "";
  const blocks = (cells ?? worksheets.flatMap((sheet) => sheet.cells)).flatMap((cell) => blocksOf(cell, language));
  return { title: firstHeading(blocks) ?? metadata?.title ?? null, blocks };
}

function blocksOf(cell: Cell, language: string): readonly Block[] {
  const text = (cell.source ?? cell.input ?? "").replace(/\s+$/, "");
  switch (cell.cell_type) {
    case "markdown":
      return readMarkdown(text).blocks;
    case "heading":
      return text === "" ? [] : [{ kind: "heading", level: cell.level ?? 1, text }];
    case "code":
      return [...codeOf(text, language), ...codeOf(outputOf(cell), "")];
    case "raw":
      return text.trim() === "" ? [] : [{ kind: "text", raw: text }];
    default:
      return [];
  }
}

const codeOf = (text: string, language: string): readonly Block[] =>
  text.trim() === "" ? [] : [{ kind: "code", raw: fenced(text, language) }];

/** What the code printed, without the colours of a terminal. Of a long output, its beginning and its end. */
function outputOf({ outputs = [] }: Cell): string {
  const text = outputs
    .map(({ text = "", data, traceback = [] }) => `${text}${data?.["text/plain"] ?? ""}${traceback.join("\n")}`)
    .filter((output) => output.trim() !== "")
    .join("\n")
    .replace(colour, "")
    .replace(/\s+$/, "");
  if (text.length <= maxOutputChars) return text;
  const half = maxOutputChars / 2;
  return `${text.slice(0, half).toWellFormed()}\n…\n${text.slice(-half).toWellFormed()}`;
}

/** ECMA-48: a control sequence, after the escape character or after what is left of it. */
const colour = /\p{Cc}?\[[0-9;]{0,20}m/gu;
