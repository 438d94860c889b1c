/**
 * Splits batches into small ones, so that sending one is always quick and the reader decides whether to read the next.
 */
import { SqlError } from "../../../errors.ts";
import type { Row } from "../../engine.ts";

/** Characters of JSON. */
const maxBatchChars = 2 ** 20;
const maxRowChars = 16 * 2 ** 20;

/** Yields the same rows in the same order. Throws SqlError for a row that is too large for any result. */
export async function* inSmallBatches(batches: AsyncIterable<readonly Row[]>): AsyncIterable<readonly Row[]> {
  for await (const batch of batches) {
    let rows: Row[] = [];
    let size = 0;
    for (const row of batch) {
      const characters = JSON.stringify(row).length;
      if (characters > maxRowChars) throw tooLarge();
      if (size + characters > maxBatchChars && rows.length > 0) {
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
