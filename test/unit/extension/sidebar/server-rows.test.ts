import assert from "node:assert/strict";
import type { MyServer } from "@drawbridge/contracts/registry";
import { hitOf, wordsOf } from "../../../../extension/sidebar/server-filter.ts";
import type { ServerRow } from "../../../../extension/sidebar/server-row.ts";
import { type Arrangement, serverRows } from "../../../../extension/sidebar/server-rows.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed } from "../servers.ts";

const rowsOf = (servers: readonly MyServer[], arrangement: Partial<Arrangement> = {}): readonly ServerRow[] =>
  serverRows(servers, {
    current: true,
    filter: "",
    grouping: "none",
    offered: new Set(),
    decided: new Set(),
    decidedHere: new Set(),
    ...arrangement,
  });
const labels = (rows: readonly ServerRow[]): readonly string[] => rows.map(({ label }) => label);

describe("the rows of the servers view", () => {
  it("The servers view lists usable servers first, and the others below with whom to ask", () => {
    const [presto, closed, ...others] = rowsOf([closedServer("spark"), serverNamed("presto")]);
    assert.deepEqual([presto?.label, presto?.description], ["Presto", "prod · 1 of 2 tools"]);
    assert.deepEqual([closed?.label, closed?.description, closed?.expanded], ["Not allowed", "1", false]);
    assert.equal(closed?.children[0]?.description, "ask Data Platform · prod");
    assert.match(closed?.children[0]?.tooltip ?? "", /ada is not in infra/);
    assert.deepEqual(others, []);
  });

  it(verifies("vscode.server-order", "Servers that are down come below the others, with that word first"), () => {
    const rows = rowsOf([
      serverNamed("a", { status: "down" }),
      serverNamed("c"),
      serverNamed("b", { status: "unknown" }),
    ]);
    assert.deepEqual(labels(rows), ["B", "C", "A"]);
    assert.equal(rows.at(-1)?.description, "down · prod · 1 of 2 tools");
  });

  it(verifies("vscode.server-order", "Servers are grouped by environment or owner if the person wants it"), () => {
    const servers = [serverNamed("a"), serverNamed("b", { environment: "dev", owner: "Search" }), closedServer("c")];
    const rows = rowsOf(servers, { grouping: "environment" });
    assert.deepEqual(
      rows.map(({ label, children, expanded }) => [label, labels(children), expanded]),
      [
        ["dev", ["B"], true],
        ["prod", ["A"], true],
        ["Not allowed", ["C"], false],
      ],
    );
    assert.deepEqual(labels(rowsOf(servers, { grouping: "owner" })), ["Data Platform", "Search", "Not allowed"]);
  });

  it(
    verifies(
      "vscode.known-status",
      "A row says and colours that a server is up only while the list is what the registry says at present",
    ),
    () => {
      const servers = [serverNamed("a"), serverNamed("b", { status: "down" })];
      assert.deepEqual(
        rowsOf(servers).map(({ icon }) => icon?.[1]),
        ["testing.iconPassed", "testing.iconFailed"],
      );
      const last = rowsOf(servers, { current: false });
      assert.deepEqual(
        last.map(({ icon }) => icon),
        [["circle-outline"], ["circle-outline"]],
      );
      assert.match(last[0]?.tooltip ?? "", /up when the servers were last read · Data Platform/);
      assert.match(last[1]?.tooltip ?? "", /down when the servers were last read · Data Platform/);
    },
  );

  it(verifies("vscode.deprecated", "The row of a deprecated server says so first, and its tooltip says why"), () => {
    const [row] = rowsOf([serverNamed("a", { deprecated: { message: "It ends in March.", replacement: "b" } })]);
    assert.equal(row?.description, "deprecated · prod · 1 of 2 tools");
    assert.match(row?.tooltip ?? "", /\nDeprecated\. It ends in March\. Use b instead\.$/);
  });

  it("The group of closed servers is expanded where there is no other row", () => {
    assert.equal(rowsOf([closedServer("spark")]).at(-1)?.expanded, true);
  });

  it("The row of a tool shows its effect, and a lock where the user may not call it", () => {
    const [presto] = rowsOf([serverNamed("presto")]);
    assert.deepEqual(
      presto?.children.map(({ label, description, icon, context }) => [label, description, icon?.[0], context]),
      [
        ["Query", "reads", "eye", "tool.open"],
        ["Drop", "not allowed", "lock", "tool.closed"],
      ],
    );
  });

  it(
    verifies("vscode.row-actions", "Every row has an icon, a kind for its menu, and the names that its commands need"),
    () => {
      const rows = rowsOf([serverNamed("a"), closedServer("c")], {
        grouping: "owner",
        decided: new Set(["a"]),
        decidedHere: new Set(["a"]),
      });
      const all = rows.flatMap((row) => [row, ...row.children, ...row.children.flatMap(({ children }) => children)]);
      for (const { icon, label } of all) assert.notEqual(icon, null, label);
      assert.deepEqual(
        all.map(({ context, server, tool }) => [context, server, tool]),
        [
          ["group", null, null],
          ["server.open.decided", "a", null],
          ["tool.open", "a", "query"],
          ["tool.closed", "a", "drop"],
          ["group", null, null],
          ["server.closed", "c", null],
        ],
      );
    },
  );

  it(verifies("vscode.offers", "A server's checkbox shows whether agents get it, and closed servers have none"), () => {
    const rows = rowsOf([serverNamed("a"), serverNamed("b"), closedServer("c")], { offered: new Set(["b", "c"]) });
    assert.deepEqual(
      rows.map(({ offered }) => offered),
      [false, true, null],
    );
    assert.equal(rows[2]?.children[0]?.offered, null);
  });

  it("Every row of the servers view has its own id", () => {
    const ids = rowsOf([serverNamed("a"), serverNamed("b"), closedServer("c")]).flatMap((row) => [
      row.id,
      ...row.children.map(({ id }) => id),
    ]);
    assert.equal(new Set(ids).size, ids.length);
  });
});

describe("the filter of the servers view", () => {
  const servers = [serverNamed("presto"), serverNamed("spark"), closedServer("airflow")];

  it(verifies("vscode.filter", "A hit in a closed server opens the group of closed servers"), () => {
    const before = rowsOf(servers).at(-1);
    const rows = rowsOf(servers, { filter: "airflow" });
    assert.deepEqual(labels(rows), ["Not allowed"]);
    assert.equal(rows[0]?.expanded, true);
    // The editor keeps a row collapsed that it knows by its id.
    assert.notEqual(rows[0]?.id, before?.id);
    const alone = [closedServer("airflow")];
    assert.notEqual(rowsOf(alone, { filter: "airflow" })[0]?.id, rowsOf(alone)[0]?.id);
  });

  it(verifies("vscode.filter", "A hit in a tool opens its server and shows the tools that were found"), () => {
    const [presto, ...others] = rowsOf(servers, { filter: "presto quer" });
    assert.deepEqual([presto?.expanded, labels(presto?.children ?? [])], [true, ["Query"]]);
    assert.notEqual(presto?.id, rowsOf(servers)[0]?.id);
    assert.deepEqual(others, []);
  });

  it(verifies("vscode.filter", "A hit in a server's own words leaves it collapsed with all its tools"), () => {
    const [presto] = rowsOf(servers, { filter: "presto" });
    assert.deepEqual([presto?.expanded, presto?.children.length], [false, 2]);
  });

  it(
    verifies(
      "vscode.side-bar-scale",
      "A filter opens servers for the tools that it finds as long as these are sixty, and shows the other servers closed",
    ),
    () => {
      const [tool] = serverNamed("x").tools;
      assert.ok(tool);
      const tools = Array.from({ length: 25 }, (_, at) => ({ ...tool, name: `t_${at}`, title: `Report ${at}` }));
      const rows = rowsOf(
        Array.from({ length: 5 }, (_, at) => serverNamed(`s${at}`, { tools })),
        { filter: "report" },
      );
      assert.deepEqual(
        rows.map(({ expanded, children }) => [expanded, children.length]),
        [true, true, false, false, false].map((expanded) => [expanded, 25]),
      );
      const one = rowsOf([serverNamed("s", { tools: Array.from({ length: 4 }, () => tools).flat() })], {
        filter: "report",
      });
      assert.equal(one[0]?.expanded, true);
      // A row that was open for an earlier key has another id: the editor would keep it open.
      const narrow = rowsOf([serverNamed("s4", { tools })], { filter: "report" });
      assert.notEqual(narrow[0]?.id, rows[4]?.id);
    },
  );

  it("The filter finds a server by words of its name, owner and tools, in any order and case", () => {
    const server = serverNamed("presto");
    for (const filter of ["PRESTO", "platform data", "query presto", "", "  "])
      assert.ok(hitOf(server, wordsOf(filter)), filter);
    assert.equal(hitOf(server, wordsOf("presto airflow")), null);
  });
});

describe("the servers view at scale", () => {
  const [tool] = serverNamed("x").tools;
  assert.ok(tool);
  const many = Array.from({ length: 60 }, (_, at) =>
    serverNamed(`server-${at}`, {
      title: `Server ${String(at).padStart(2, "0")}`,
      status: at % 10 === 0 ? "down" : "up",
      tools: Array.from({ length: 25 }, (_, each) => ({
        ...tool,
        name: `tool_${each}`,
        title: `Tool ${String(at).padStart(2, "0")}-${each}`,
      })),
    }),
  );

  it(
    verifies("vscode.side-bar-scale", "Sixty servers of 25 tools are listed once each, those that are down last"),
    () => {
      const rows = rowsOf(many);
      assert.equal(rows.length, 60);
      assert.equal(rows.flatMap(({ children }) => children).length, 1500);
      assert.deepEqual(labels(rows.slice(-6)), [
        "Server 00",
        "Server 10",
        "Server 20",
        "Server 30",
        "Server 40",
        "Server 50",
      ]);
      assert.deepEqual(labels(rows.slice(0, 2)), ["Server 01", "Server 02"]);
    },
  );

  it(verifies("vscode.side-bar-scale", "Each key of the filter narrows sixty servers to those that it finds"), () => {
    const counts = ["t", "to", "tool 0", "tool 07", "tool 07-13"].map((filter) => rowsOf(many, { filter }).length);
    assert.deepEqual(counts, [60, 60, 60, 1, 1]);
    assert.deepEqual(labels(rowsOf(many, { filter: "tool 07-13" })[0]?.children ?? []), ["Tool 07-13"]);
  });
});
