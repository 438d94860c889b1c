import assert from "node:assert/strict";
import { clientHeader, clientHeaders, tooOldSentence } from "@drawbridge/contracts/client-release";
import { reservedHeaderPrefixes } from "@drawbridge/contracts/identity";
import { tooOldForThis } from "@drawbridge/hosted/client-release";
import { verifies } from "../../support/verifies.ts";

const oldest = { broker: "0.2.0", extension: "0.3.0" };

describe("the release of a program that sends a request", () => {
  for (const [said, program, refused] of [
    ["broker/0.2.0", "broker", null],
    ["broker/1.0.0", "broker", null],
    ["broker/0.1.9", "broker", ["0.1.9", "0.2.0"]],
    ["broker/0.2.0-beta.1", "broker", ["0.2.0-beta.1", "0.2.0"]],
    ["extension/0.2.9", "extension", ["0.2.9", "0.3.0"]],
    ["extension/0.3.0", "extension", null],
    // No version: a program of release 0.1.0.
    [undefined, "broker", ["0.1.0", "0.2.0"]],
    [undefined, "extension", ["0.1.0", "0.3.0"]],
    ["broker/", "broker", ["0.1.0", "0.2.0"]],
    ["broker/latest", "broker", ["0.1.0", "0.2.0"]],
    ["broker/9.0.0,broker/9.0.0", "broker", ["0.1.0", "0.2.0"]],
    ["other/9.0.0", "extension", ["0.1.0", "0.3.0"]],
    [`broker/9.0.0-${"a".repeat(50)}`, "broker", ["0.1.0", "0.2.0"]],
  ] as const)
    it(
      verifies("upgrade.oldest", `${said ?? "Nothing"} from the ${program} is ${refused ? "too old" : "served"}`),
      () => {
        assert.equal(tooOldForThis(said, program, oldest), refused && tooOldSentence(refused[0], refused[1]));
      },
    );

  it(
    verifies(
      "upgrade.oldest",
      "Every release is served by a registry that names no oldest, and 0.1.0 by one that names 0.1.0",
    ),
    () => {
      assert.equal(tooOldForThis(undefined, "broker", undefined), null);
      assert.equal(tooOldForThis(undefined, "broker", { broker: "0.1.0", extension: "0.1.0" }), null);
      assert.equal(tooOldForThis("broker/0.1.0", "broker", { broker: "newest", extension: "newest" }), null);
    },
  );

  it(
    verifies("upgrade.oldest", "The header with the release goes to no server, because an edge removes its prefix"),
    () => {
      assert.deepEqual(clientHeaders("broker", "0.1.0"), { "x-drawbridge-client": "broker/0.1.0" });
      assert.ok(reservedHeaderPrefixes.some((prefix) => clientHeader.startsWith(prefix)));
    },
  );
});
