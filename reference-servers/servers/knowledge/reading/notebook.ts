/**
 * Reads Jupyter notebooks (nbformat 3 and 4): the text of their Markdown cells, their code, and the beginning of what the
 * code printed. Pictures and other outputs are left out. Pure.
 */
import { z } from "zod";
import { type Block, fenced, firstHeading, type ReadDocument } from "./block.ts";
import { readMarkdown } from "./markdown.ts";
import { visible } from "./visible-text.ts";

/** Maximum characters of a cell. What is longer is data. */
const maxCellChars = 200_000;
/** Maximum characters of the outputs of one cell; an error at the end of a longer output is kept. */
const maxOutputChars = 1_500;

/** Maximum cells of a notebook, and outputs of a cell, that are read. */
const maxCells = 5_000;
const maxOutputs = 100;

/** A text, or its lines. Anything else is no text, without an error for each of its items. */
const Text = z
  .unknown()
  .optional()
  .transform((text) =>
    typeof text === "string"
      ? text
      : Array.isArray(text)
        ? text.filter((line): line is string => typeof line === "string").join("")
        : "",
  );
const Output = z
  .looseObject({
    text: Text,
    data: z.looseObject({ "text/plain": Text }).optional(),
    traceback: z.array(z.string()).max(1_000).optional(),
  })
  .catch({ text: "" });
const Cell = z.looseObject({
  cell_type: z.string(),
  source: Text,
  /** The name in nbformat 3. */
  input: Text,
  level: z.number().int().min(1).max(6).optional().catch(undefined),
  outputs: z.array(z.unknown()).optional().catch(undefined),
});
type Cell = z.infer<typeof Cell>;

/** Cells are read one by one, so that one notebook of very many is refused at the first that is none. */
const Cells = z.array(z.unknown());
const Notebook = z.looseObject({
  cells: Cells.optional(),
  worksheets: z.array(z.unknown()).optional(),
  metadata: z
    .looseObject({
      title: z.string().optional(),
      kernelspec: z.looseObject({ language: z.string().optional() }).optional(),
      language_info: z.looseObject({ name: z.string().optional() }).optional(),
    })
    .optional()
    .catch(undefined),
});
const Worksheet = z.looseObject({ cells: Cells });

/** Throws SyntaxError if the text is no JSON, ZodError if it is no notebook, and RangeError (see readHtml). */
export function readNotebook(source: string): ReadDocument {
  const { cells, worksheets = [], metadata } = Notebook.parse(JSON.parse(source));
  const language = metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? "";
  const found = cells ?? worksheets.slice(0, maxCells).flatMap((sheet) => Worksheet.parse(sheet).cells);
  const blocks = found.slice(0, maxCells).flatMap((cell) => blocksOf(Cell.parse(cell), language));
  return { title: firstHeading(blocks) ?? metadata?.title ?? null, blocks };
}

function blocksOf(cell: Cell, language: string): readonly Block[] {
  const text = visible((cell.source || cell.input).slice(0, maxCellChars)).trimEnd();
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
    .slice(0, maxOutputs)
    .map((output) => Output.parse(output))
    .map(({ text, data, traceback = [] }) => `${text}${data?.["text/plain"] ?? ""}${traceback.join("\n")}`)
    .filter((output) => output.trim() !== "")
    .join("\n")
    .replace(colour, "")
    .trimEnd();
  if (text.length <= maxOutputChars) return text;
  const half = maxOutputChars / 2;
  return `${text.slice(0, half).toWellFormed()}\n…\n${text.slice(-half).toWellFormed()}`;
}

/** ECMA-48: a control sequence, after the escape character or after what is left of it. */
const colour = /\p{Cc}?\[[0-9;]{0,20}m/gu;
