import assert from "node:assert/strict";
import { deprecationNews, noticeKey } from "../../../../extension/state/deprecation-news.ts";
import type { Snapshot } from "../../../../extension/state/snapshot.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

const deprecated = { message: "It ends in March." };
const presto = serverNamed("presto", { deprecated });
const names = (now: Snapshot, used = ["presto"], noticeKeys: readonly string[] = []): readonly string[] =>
  deprecationNews(now, used, noticeKeys).map(({ name }) => name);

describe("the notice of a deprecated server", () => {
  it(
    verifies("vscode.deprecated", "A person who uses a deprecated server gets one notice for each of its messages"),
    () => {
      const now = snapshot([presto, serverNamed("spark")]);
      assert.deepEqual(names(now, ["presto", "spark"]), ["presto"]);
      const noticeKeys = [noticeKey(presto)];
      assert.deepEqual(names(now, ["presto"], noticeKeys), []);
      const changed = serverNamed("presto", { deprecated: { message: "It ends in May." } });
      assert.deepEqual(names(snapshot([changed]), ["presto"], noticeKeys), ["presto"]);
    },
  );

  it(verifies("vscode.deprecated", "A server that the person does not use, or may not use, gives no notice"), () => {
    assert.deepEqual(names(snapshot([presto]), ["spark"]), []);
    assert.deepEqual(names(snapshot([{ ...closedServer("presto"), deprecated }])), []);
  });

  it(verifies("vscode.deprecated", "A list that is not current, or is of an ended session, gives no notice"), () => {
    assert.deepEqual(names(snapshot([presto], { current: false })), []);
    assert.deepEqual(names(snapshot([presto], { phase: "expired" })), []);
    assert.deepEqual(names(snapshot(null)), []);
  });
});
