import assert from "node:assert/strict";
import type { MyServer } from "@drawbridge/contracts/registry";
import { DrawnRows } from "../../../../extension/sidebar/drawn-rows.ts";
import type { Arrangement } from "../../../../extension/sidebar/server-rows.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed } from "../servers.ts";

const arranged = (changes: Partial<Arrangement> = {}): Arrangement => ({
  current: true,
  filter: "",
  grouping: "none",
  offered: new Set(),
  decided: new Set(),
  decidedHere: new Set(),
  ...changes,
});

/** Rows that are drawn already, and a function that says whether a filter draws others. */
function drawn(servers: readonly MyServer[]): { rows: DrawnRows; typed(filter: string): boolean } {
  const rows = new DrawnRows();
  assert.equal(rows.update(servers, arranged()), servers.length > 0);
  return { rows, typed: (filter) => rows.update(servers, arranged({ filter })) };
}

describe("what the servers view draws", () => {
  it(verifies("vscode.filter", "A key in the filter that finds the same servers and tools draws nothing"), () => {
    const { rows, typed } = drawn([serverNamed("presto"), serverNamed("spark")]);
    assert.equal(typed("pres"), true);
    const before = rows.rows;
    assert.equal(typed("prest"), false);
    assert.equal(typed("presto"), false);
    assert.equal(rows.rows, before);
    assert.equal(typed(""), true);
  });

  it(verifies("vscode.filter", "A key in the filter that finds other tools of the same servers draws them"), () => {
    const [tool] = serverNamed("presto").tools;
    assert.ok(tool);
    const tools = ["q7 x1", "q7 x2"].map((name) => ({ ...tool, name, title: name }));
    const { rows, typed } = drawn([serverNamed("presto", { tools })]);
    assert.equal(typed("q7"), true);
    assert.equal(rows.rows[0]?.children.length, 2);
    assert.equal(typed("q7 x1"), true);
    assert.equal(rows.rows[0]?.children.length, 1);
  });

  it(verifies("vscode.filter", "A key in the filter that finds fewer closed servers draws their group"), () => {
    const { rows, typed } = drawn([closedServer("spark"), closedServer("sparrow")]);
    assert.equal(typed("spar"), true);
    assert.equal(rows.rows[0]?.description, "2");
    assert.equal(typed("spark"), true);
    assert.equal(rows.rows[0]?.description, "1");
  });

  it("The view draws what changed in a server, an offer or a choice, also where the filter finds the same", () => {
    const rows = new DrawnRows();
    const servers = [serverNamed("presto")];
    rows.update(servers, arranged());
    assert.equal(rows.update([serverNamed("presto")], arranged()), false, "the same servers, read again");
    assert.equal(rows.update([serverNamed("presto", { status: "down" })], arranged()), true, "a server that is down");
    assert.equal(rows.update(servers, arranged({ current: false })), true, "a registry that is away");
    for (const list of ["offered", "decided", "decidedHere"] as const)
      assert.equal(rows.update(servers, arranged({ [list]: new Set(["presto"]) })), true, list);
    assert.equal(rows.update(servers, arranged({ grouping: "owner" })), true, "a grouping");
  });
});
