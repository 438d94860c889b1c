/** A result with named parts, for example a diagnosis: short values as a list, each longer part as a section. Pure. */
import { formatDocument, isDocument } from "./documents.ts";
import { facts } from "./facts.ts";
import { type Column, grid } from "./grid.ts";
import { hanging, linesOf, paragraph, widthOf } from "./text-width.ts";
import { type Fields, inline, isFields, isScalar, label } from "./value.ts";

/** The parts in their order, with an empty line between sections. An empty list is left out. */
export function formatSections(fields: Fields, width: number): string {
  const parts: string[] = [];
  let short: Record<string, unknown> = {};
  const endFacts = () => {
    if (Object.keys(short).length > 0) parts.push(facts(short, width));
    short = {};
  };
  for (const [name, value] of Object.entries(fields)) {
    if (isShort(name, value, width)) {
      short[name] = value;
      continue;
    }
    const body = bodyOf(value, width);
    if (body === "") continue;
    endFacts();
    parts.push(`${label(name)}\n${body}`);
  }
  endFacts();
  return parts.join("\n\n");
}

function isShort(name: string, value: unknown, width: number): boolean {
  if (typeof value === "string" && value.includes("\n")) return false;
  const flat = isScalar(value) || (isFields(value) && Object.values(value).every(isScalar));
  return flat && widthOf(name) + widthOf(inline(value)) + 4 <= width;
}

function bodyOf(value: unknown, width: number): string {
  if (Array.isArray(value)) return listOf(value, width);
  if (isFields(value)) return indented(formatSections(value, width - 2));
  const text = typeof value === "string" ? paragraph(value) : inline(value);
  return indented(linesOf(text, width - 2).join("\n"));
}

function listOf(values: readonly unknown[], width: number): string {
  if (values.every(isDocument)) return values.map((each, at) => formatDocument(each, width, at + 1)).join("\n\n");
  return tableOf(values, width) ?? values.map((each) => entry(each, width)).join("\n");
}

/** Entries with the same short fields, as a table; null if their fields differ, or if a cell would be cut. */
function tableOf(values: readonly unknown[], width: number): string | null {
  if (!values.every(isFields) || values.some((each) => !Object.values(each).every(isScalar))) return null;
  const names = [...new Set(values.flatMap((each) => Object.keys(each)))];
  if (values.length === 0 || names.length < 2) return null;
  const columns = names.map(
    (name): Column => ({
      heading: label(name),
      align: values.every((each) => typeof each[name] === "number") ? "right" : "left",
    }),
  );
  const rows = values.map((each) => names.map((name) => (name in each ? inline(each[name]) : "")));
  const cells = columns.map(({ heading }, at) =>
    Math.max(widthOf(heading), ...rows.map((row) => widthOf(row[at] ?? ""))),
  );
  const fits = cells.reduce((sum, each) => sum + each + 2, 0) <= width;
  return fits ? indented(grid(columns, rows, width - 2).text) : null;
}

/** The fields that can name an entry, the best one first. */
const leadNames = ["text", "title", "name"];

/** A bullet: first the text, title or name of the entry, then each other field on a line of its own. */
function entry(value: unknown, width: number): string {
  if (!isFields(value)) return hanging("  - ", typeof value === "string" ? paragraph(value) : inline(value), width);
  const lead = leadNames.find((name) => typeof value[name] === "string");
  const lines = lead === undefined ? [] : [hanging("  - ", paragraph(String(value[lead])), width)];
  for (const [name, each] of Object.entries(value)) {
    if (name === lead) continue;
    lines.push(hanging(lines.length === 0 ? "  - " : "    ", `${label(name)}: ${inline(each)}`, width));
  }
  return lines.join("\n");
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "  ");
