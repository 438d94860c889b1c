import assert from "node:assert/strict";
import { skippedKinds } from "../../../reference-servers/servers/knowledge/ingest/skipped-kinds.ts";
import { verifies } from "../../support/verifies.ts";

describe("kinds of files that are not read", () => {
  it(
    verifies(
      "knowledge.not-read",
      "The most frequent kinds of files that are not read are listed, and the rest is counted",
    ),
    () => {
      const kinds = skippedKinds();
      for (let kind = 0; kind < 100; kind += 1) {
        for (let file = 0; file <= kind; file += 1) kinds.add(`folder/file-${file}.kind${kind}`);
      }
      const list = kinds.list();
      assert.equal(list.length, 21);
      assert.deepEqual(list[0], { ending: ".kind99", files: 100 });
      assert.equal(list.at(-1)?.ending, "(others)");
      assert.equal(
        list.reduce((sum, { files }) => sum + files, 0),
        5_050,
      );
    },
  );

  it(
    verifies("knowledge.hostile-input", "Endings of hostile names are bounded and visible, however many there are"),
    () => {
      const kinds = skippedKinds();
      for (let file = 0; file < 5_000; file += 1) kinds.add(`a.x${file}`);
      kinds.add(`a.${"y".repeat(200)}`);
      kinds.add("a.\u202egnp\n");
      const list = kinds.list();
      assert.ok(list.length <= 21);
      assert.ok(list.every(({ ending }) => ending.length <= 20 && !/[\p{Cc}\p{Cf}]/u.test(ending)));
      assert.equal(
        list.reduce((sum, { files }) => sum + files, 0),
        5_002,
      );
    },
  );
});
