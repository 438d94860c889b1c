import assert from "node:assert/strict";
import { isNewer } from "@drawbridge/contracts/version-order";
import { verifies } from "../../support/verifies.ts";

describe("the order of brokers", () => {
  for (const [theirs, ours, newer] of [
    ["0.2.0", "0.1.0", true],
    ["0.1.0", "0.1.0", false],
    ["0.1.0", "0.2.0", false],
    ["0.10.0", "0.9.9", true],
    ["1.0.0", "1.0.0-beta.2", true],
    ["1.0.0-beta.10", "1.0.0-beta.9", true],
    ["1.0.0-beta.2", "1.0.0", false],
    ["1.0.0+build.2", "1.0.0+build.1", false],
    ["nonsense", "0.1.0", false],
    ["99.0.0", "nonsense", false],
  ] as const) {
    it(verifies("broker.upgrade", `A broker ${theirs} ${newer ? "replaces" : "leaves"} a broker ${ours}`), () => {
      assert.equal(isNewer(theirs, ours), newer);
    });
  }
});
