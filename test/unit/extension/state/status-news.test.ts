import assert from "node:assert/strict";
import type { MyServer } from "@drawbridge/contracts/registry";
import { nameList } from "../../../../extension/sidebar/name-list.ts";
import type { Snapshot } from "../../../../extension/state/snapshot.ts";
import { statusNews } from "../../../../extension/state/status-news.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

type Status = MyServer["status"];
const world = (presto: Status, spark: Status = "up", overrides: Partial<Snapshot> = {}): Snapshot =>
  snapshot([serverNamed("presto", { status: presto }), serverNamed("spark", { status: spark })], overrides);

/** The names that each change reports as down and back. */
function reports(steps: readonly Snapshot[], used = ["presto"]): readonly string[] {
  let knownDown: ReadonlySet<string> = new Set();
  return steps.slice(1).map((now, at) => {
    const news = statusNews(steps[at] ?? now, now, used, knownDown);
    knownDown = news.knownDown;
    return [...news.down.map(({ name }) => `-${name}`), ...news.back.map(({ name }) => `+${name}`)].join();
  });
}

const finn = { name: "finn", groups: [] };
const away = { current: false };

describe("the notices about servers that a person uses", () => {
  for (const [what, steps, expected] of [
    ["that goes down and comes back", [world("up"), world("down"), world("up")], ["-presto", "+presto"]],
    ["that stays down", [world("up"), world("down"), world("down", "down")], ["-presto", ""]],
    ["that was down from the start", [world("down"), world("up")], [""]],
    ["that was not asked yet", [world("unknown"), world("down")], [""]],
    ["while the registry is away", [world("up"), world("down", "up", away), world("up")], ["", ""]],
    ["after another user signed in", [world("up"), world("down"), world("up", "up", { user: finn })], ["-presto", ""]],
    ["after a sign-out", [world("up"), snapshot(null, { phase: "signed-out", user: null })], [""]],
  ] as const) {
    it(verifies("vscode.status-notice", `For a server ${what} the notices are ${JSON.stringify(expected)}`), () =>
      assert.deepEqual(reports(steps), expected),
    );
  }

  it(verifies("vscode.status-notice", "A server that the person does not use, or may not use, gives no notice"), () => {
    assert.deepEqual(reports([world("up"), world("up", "down")]), [""]);
    const closed = closedServer("presto");
    assert.deepEqual(reports([snapshot([closed]), snapshot([{ ...closed, status: "down" }])]), [""]);
  });

  it("A list of many names shows the first three and the number of the others", () => {
    assert.equal(nameList(["a", "b", "c"]), "a, b, c");
    assert.equal(nameList(["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
  });
});
