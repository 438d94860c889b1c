/** A terminal that records what a command writes, and the persons who may be at it. */
import assert from "node:assert/strict";

export class RecordedTerminal {
  /** The lines in order; a note begins with "! ", a question with "? ". */
  readonly lines: string[] = [];
  readonly columns = null;

  readonly result = (line: string): void => void this.lines.push(line);
  readonly note = (line: string): void => void this.lines.push(`! ${line}`);

  /** A person who gives this answer to every question. */
  readonly answering = (yes: boolean) => ({
    present: true,
    confirm: async (question: string) => {
      this.lines.push(`? ${question}`);
      return yes;
    },
  });
}

export const absentPerson = { present: false, confirm: () => assert.fail("no person is there to be asked") };
