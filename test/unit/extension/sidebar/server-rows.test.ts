import assert from "node:assert/strict";
import { matches, serverRows } from "../../../../extension/sidebar/server-rows.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

describe("the rows of the servers view", () => {
  it("put what may be used first, and the rest below with whom to ask", () => {
    const [presto, closed, ...others] = serverRows(snapshot([closedServer("spark"), serverNamed("presto")]), "");
    assert.deepEqual([presto?.label, presto?.description], ["Presto", "prod · 1 of 2 tools"]);
    assert.deepEqual([closed?.label, closed?.description, closed?.expanded], ["Not for you", "1", false]);
    assert.equal(closed?.children[0]?.description, "prod · ask Data Platform");
    assert.match(closed?.children[0]?.tooltip ?? "", /ada is not in infra/);
    assert.deepEqual(others, []);
  });

  it("open what is closed where there is nothing else, or where somebody looks for it", () => {
    const both = snapshot([closedServer("spark"), serverNamed("presto")]);
    assert.equal(serverRows(snapshot([closedServer("spark")]), "").at(-1)?.expanded, true);
    assert.equal(serverRows(both, "spark").at(-1)?.expanded, true);
  });

  it("say what each tool does, and lock those that are not for the user", () => {
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

  it("have an id of their own each", () => {
    const ids = serverRows(snapshot([serverNamed("a"), serverNamed("b"), closedServer("c")]), "").flatMap((row) => [
      row.id,
      ...row.children.map(({ id }) => id),
    ]);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("are found by words of a server, its owner and its tools, in any order and case", () => {
    const server = serverNamed("presto");
    for (const filter of ["PRESTO", "platform data", "query presto", ""]) assert.ok(matches(server, filter), filter);
    assert.equal(matches(server, "presto airflow"), false);
  });
});
