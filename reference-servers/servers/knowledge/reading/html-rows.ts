/** Gathers the rows of HTML tables while a page is read. Pure. */
import type { Block } from "./block.ts";

/** A row of a table, until the rows of each table are put together. */
interface Row {
  readonly kind: "row";
  readonly table: number;
  readonly isHeader: boolean;
  readonly raw: string;
}
export type PageBlock = Block | Row;

/** Maximum blocks and characters of a row. A larger one belongs to a table that lays out a page. */
const maxCells = 200;
const maxRowChars = 1_000;

/**
 * The blocks of one row's cells: one row if they are only short text, otherwise the blocks themselves, because tables
 * also lay out whole pages.
 */
export function rowOf(
  cells: readonly PageBlock[],
  { table, isHeader }: Pick<Row, "table" | "isHeader">,
): readonly PageBlock[] {
  const shown = cells.filter((block) => block.kind !== "text" || /[^|\s]/.test(block.raw));
  if (shown.length === 0 || shown.length > maxCells) return shown;
  const texts = cells.flatMap((block) => (block.kind === "text" ? [block.raw.replace(/\n/g, " ")] : []));
  const raw = texts.join(" ");
  if (texts.length < cells.length || raw.length > maxRowChars) return shown;
  return [{ kind: "row", table, isHeader, raw }];
}

/** Puts neighbouring rows of one table together. The rows at its top that hold only header cells are its header. */
export function joinRows(blocks: readonly PageBlock[]): readonly Block[] {
  const result: Block[] = [];
  for (let at = 0; at < blocks.length; ) {
    const first = blocks[at];
    if (first === undefined) break;
    at += 1;
    if (first.kind !== "row") {
      result.push(first);
      continue;
    }
    const rows = [first];
    for (let next = blocks[at]; next?.kind === "row" && next.table === first.table; next = blocks[at]) {
      rows.push(next);
      at += 1;
    }
    const body = rows.findIndex(({ isHeader }) => !isHeader);
    const lines = rows.map(({ raw }) => raw);
    if (body === -1) result.push({ kind: "text", raw: lines.join("\n") });
    else result.push({ kind: "table", header: lines.slice(0, body).join("\n"), rows: lines.slice(body) });
  }
  return result;
}
