/**
 * Decodes values from the engine. Presto writes arrays, maps and rows as JSON texts within the JSON, with one level of
 * quotes for each level of nesting; Trino writes them as JSON. Both are decoded by the column's type.
 */
import { z } from "zod";
import type { Cell, Row } from "../engine.ts";
import { parseJson } from "./json.ts";

interface Signature {
  readonly rawType: string;
  /** The element type of an array, the key and value types of a map, the field types of a row. Trino sends none. */
  readonly typeArguments?: readonly Signature[] | undefined;
}

export const TypeSignature: z.ZodType<Signature> = z.object({
  rawType: z.string(),
  get typeArguments() {
    return z.array(TypeSignature).optional();
  },
});

export const decodeRow = (row: Row, signatures: readonly (Signature | undefined)[]): Row =>
  row.map((cell, index) => decodeCell(cell, signatures[index]));

const nested = new Set(["array", "map", "row"]);

function decodeCell(cell: Cell, signature: Signature | undefined): Cell {
  if (cell === null || signature === undefined || !nested.has(signature.rawType)) return cell;
  const value = typeof cell === "string" ? parseJson(cell) : cell;
  const [first, second] = signature.typeArguments ?? [];
  if (isList(value)) {
    return value.map((item, index) =>
      decodeCell(item, signature.rawType === "row" ? signature.typeArguments?.[index] : first),
    );
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeCell(item, second)]));
}

/** Array.isArray alone does not narrow readonly arrays. */
const isList = (value: Cell): value is readonly Cell[] => Array.isArray(value);
