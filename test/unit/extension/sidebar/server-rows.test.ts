import assert from "node:assert/strict";
import { matches, serverRows } from "../../../../extension/sidebar/server-rows.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

describe("the rows of the servers view", () => {
  it("The servers view lists usable servers first, and the others below with whom to ask", () => {
    const [presto, closed, ...others] = serverRows(snapshot([closedServer("spark"), serverNamed("presto")]), "");
    assert.deepEqual([presto?.label, presto?.description], ["Presto", "prod · 1 of 2 tools"]);
    assert.deepEqual([closed?.label, closed?.description, closed?.expanded], ["Not for you", "1", false]);
    assert.equal(closed?.children[0]?.description, "prod · ask Data Platform");
    assert.match(closed?.children[0]?.tooltip ?? "", /ada is not in infra/);
    assert.deepEqual(others, []);
  });

  it("The group of closed servers is expanded where there is no other row, or where the filter finds one of them", () => {
    const both = snapshot([closedServer("spark"), serverNamed("presto")]);
    assert.equal(serverRows(snapshot([closedServer("spark")]), "").at(-1)?.expanded, true);
    assert.equal(serverRows(both, "spark").at(-1)?.expanded, true);
  });

  it("The row of a tool shows its effect, and a lock where the user may not call it", () => {
    const [presto] = serverRows(snapshot([serverNamed("presto", { status: "down" })]), "");
    assert.equal(presto?.description, "prod · down · 1 of 2 tools");
    assert.deepEqual(
      presto?.children.map(({ label, description, icon }) => [label, description, icon?.[0]]),
      [
        ["Query", "reads", "eye"],
        ["Drop", "not for you", "lock"],
      ],
    );
  });

  it("Every row of the servers view has its own id", () => {
    const ids = serverRows(snapshot([serverNamed("a"), serverNamed("b"), closedServer("c")]), "").flatMap((row) => [
      row.id,
      ...row.children.map(({ id }) => id),
    ]);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("The filter finds a server by words of its name, owner and tools, in any order and case", () => {
    const server = serverNamed("presto");
    for (const filter of ["PRESTO", "platform data", "query presto", ""]) assert.ok(matches(server, filter), filter);
    assert.equal(matches(server, "presto airflow"), false);
  });
});
