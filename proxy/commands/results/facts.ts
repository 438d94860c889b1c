/** Names and values in two columns. Pure. */
import { hanging, padEnd, widthOf } from "./text-width.ts";
import { type Fields, inline, label } from "./value.ts";

/** One line for each field. A long value continues below itself. */
export function facts(fields: Fields, width: number): string {
  const lines = Object.entries(fields).map(([name, value]) => [label(name), inline(value)] as const);
  const names = Math.max(0, ...lines.map(([name]) => widthOf(name)));
  return lines.map(([name, value]) => hanging(`${padEnd(name, names)}  `, value, width)).join("\n");
}
