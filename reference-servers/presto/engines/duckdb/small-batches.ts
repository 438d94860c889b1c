/** Cuts batches so small that handing one over is never a burden: what is read further is the reader's to decide. */
import { SqlError } from "../../errors.ts";
import type { Row } from "../engine.ts";

/** Characters of JSON. */
const largestBatch = 2 ** 20;
const largestRow = 16 * 2 ** 20;

/** The same rows in the same order. Throws SqlError for a row that is larger than any result may be. */
export async function* inSmallBatches(batches: AsyncIterable<readonly Row[]>): AsyncIterable<readonly Row[]> {
  for await (const batch of batches) {
    let rows: Row[] = [];
    let size = 0;
    for (const row of batch) {
      const characters = JSON.stringify(row).length;
      if (characters > largestRow) throw tooLarge();
      if (size + characters > largestBatch && rows.length > 0) {
        yield rows;
        rows = [];
        size = 0;
      }
      rows.push(row);
      size += characters;
    }
    yield rows;
  }
}

const tooLarge = (): SqlError =>
  new SqlError("engine-failed", "One row of the result is larger than 16 MiB.", "Ask for fewer or shorter columns.");
