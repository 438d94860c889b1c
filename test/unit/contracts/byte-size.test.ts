import assert from "node:assert/strict";
import { formatByteSize } from "@drawbridge/contracts/byte-size";

describe("a number of bytes in words", () => {
  it("A number of bytes is written in binary units and rounded to one digit after the point", () => {
    const sizes = [0, 0.5, 700, 1_023, 1_024, 2_047, 3.5 * 2 ** 40, 1e18];
    assert.deepEqual(sizes.map(formatByteSize), [
      "0 B",
      "0.5 B",
      "700 B",
      "1,023 B",
      "1 KiB",
      "2 KiB",
      "3.5 TiB",
      "888.2 PiB",
    ]);
  });
});
