/**
 * The inputs with which tools ran last in this window. They are personal (an input may be SQL), so they are only in memory:
 * nothing of them is written to a file, to the editor's storage or to its secret storage. They end with the window or with
 * the session.
 */
import { oneLine } from "@drawbridge/contracts/visible-text";
import type { FormValues } from "./form-values.ts";

const maxInputs = 10;
const maxLabelLength = 60;

export class InputHistory {
  readonly #byTool = new Map<string, readonly FormValues[]>();

  /** The latest first. */
  of(tool: string): readonly FormValues[] {
    return this.#byTool.get(tool) ?? [];
  }

  add(tool: string, values: FormValues): void {
    const same = JSON.stringify(values);
    const others = this.of(tool).filter((each) => JSON.stringify(each) !== same);
    this.#byTool.set(tool, [values, ...others].slice(0, maxInputs));
  }

  clear(): void {
    this.#byTool.clear();
  }
}

/** The inputs on one line. */
export const labelOf = (values: FormValues): string =>
  oneLine(
    Object.values(values)
      .map((value) => value.trim().replaceAll(/\s+/g, " "))
      .filter((value) => value !== "")
      .join(" · ") || "—",
    maxLabelLength,
  );
