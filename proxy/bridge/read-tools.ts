/**
 * Which tools only read, by the lists that the agent got. The lists are parsed only after a broker died, so that an
 * ordinary start is not slower.
 */
import { isObject, objectAt, parsed, stringAt } from "../kernel/json.ts";

/** How many lists (or pages of one) are kept. */
const maxLists = 32;

export class ReadTools {
  #lists: Buffer[] = [];

  /** Notes the answer to a `tools/list`. */
  listed(line: Buffer): void {
    this.#lists = [...this.#lists.slice(1 - maxLists), line];
  }

  /** Whether the tool of this `tools/call` only reads, by the newest list that has it. */
  reads(call: Buffer): boolean {
    const name = stringAt(objectAt(objectOf(call), "params"), "name");
    for (const list of this.#lists.toReversed()) {
      const { tools } = objectAt(objectOf(list), "result");
      if (!Array.isArray(tools)) continue;
      const tool = tools.find((each) => isObject(each) && each.name === name);
      if (tool !== undefined) return objectAt(tool, "annotations").readOnlyHint === true;
    }
    return false;
  }
}

function objectOf(line: Buffer) {
  const value = parsed(line.toString("utf8"));
  return isObject(value) ? value : {};
}
