import assert from "node:assert/strict";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import { formatDeprecation } from "@drawbridge/contracts/deprecation";
import { MyServer } from "@drawbridge/contracts/registry";
import { Deprecation } from "../../../reference-servers/contracts/deprecation-schema.ts";
import { verifies } from "../../support/verifies.ts";
import { serverNamed } from "../extension/servers.ts";

describe("what a deprecated server says", () => {
  it(
    verifies("registry.deprecated", "The sentence names the day, the message and the replacement, as far as known"),
    () => {
      const message = "It ends in March.";
      for (const [deprecated, sentence] of [
        [{ message }, "Deprecated. It ends in March."],
        [{ since: "2026-11-30", message }, "Deprecated since 2026-11-30. It ends in March."],
        [{ message, replacement: "presto-next" }, "Deprecated. It ends in March. Use presto-next instead."],
      ] as const)
        assert.equal(formatDeprecation(Deprecation.parse(deprecated), plainText), sentence);
    },
  );

  it(
    verifies("registry.deprecated", "A hostile message stays on one line, and its invisible characters are visible"),
    () => {
      const sentence = formatDeprecation({ message: "a\nb\u202ec" }, plainText);
      assert.doesNotMatch(sentence, /[\n\u202e]/);
    },
  );

  it(
    verifies(
      "registry.deprecated",
      "A client that does not know the field reads the row, and so does a new client of an old registry",
    ),
    () => {
      const row = serverNamed("presto", { deprecated: { message: "It ends in March." } });
      const { deprecated: _, ...older } = row;
      assert.deepEqual(MyServer.omit({ deprecated: true }).parse(row), older);
      assert.equal(MyServer.parse(older).deprecated, undefined);
      assert.deepEqual(MyServer.parse(row), row);
    },
  );
});
