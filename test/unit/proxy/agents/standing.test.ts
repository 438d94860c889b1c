import assert from "node:assert/strict";
import { nameFor, standingOf } from "../../../../proxy/agents/standing.ts";
import { verifies } from "../../../support/verifies.ts";

const launcher = "/h/bin/drawbridge";
const bridge = (server: string, more = {}) => ({ command: launcher, args: ["bridge", server], ...more });
const written = new Map([["presto", "presto"]]);

describe("where an agent stands", () => {
  it("tells connected, missing, taken and stale apart", () => {
    const entries = { presto: bridge("presto"), spark: { url: "https://mine" }, old: bridge("retired") };
    assert.deepEqual(standingOf(entries, ["presto", "spark", "airflow"], launcher, written), {
      connected: [{ server: "presto", name: "presto", by: "drawbridge" }],
      missing: ["spark", "airflow"],
      taken: ["spark"],
      stale: [{ server: "retired", name: "old", by: "user" }],
    });
  });

  it("counts nothing as missing or stale while nobody knows the servers", () => {
    const standing = standingOf({ presto: bridge("presto") }, null, launcher, written);
    assert.deepEqual([standing.connected.length, standing.missing, standing.stale], [1, [], []]);
  });

  it(
    verifies(
      "agents.own-alone",
      "knows an entry as Drawbridge's by the journal and by what it launches, not by one alone",
    ),
    () => {
      const by = (entries: Record<string, unknown>) =>
        standingOf(entries, ["presto"], launcher, written).connected[0]?.by;
      assert.equal(by({ presto: bridge("presto") }), "drawbridge");
      assert.equal(by({ presto: bridge("presto", { disabled: true, env: { A: "b" } }) }), "drawbridge");
      assert.equal(by({ warehouse: bridge("presto") }), "user", "it is not in the journal");
      assert.equal(
        by({ presto: { command: "/other", args: ["bridge", "presto"] } }),
        undefined,
        "it launches another program",
      );
      assert.equal(by({ presto: bridge("spark") }), undefined, "it was turned to another server");
    },
  );

  it("takes a bridge that the user set up by hand for a connection", () => {
    for (const [command, ...args] of [
      ["npx", "drawbridge", "bridge", "presto"],
      ["node", "/x/drawbridge.js", "bridge", "presto", "--home", "/y"],
      ["C:\\x\\drawbridge.cmd", "bridge", "presto"],
    ]) {
      const { connected } = standingOf({ mine: { command, args } }, ["presto"], launcher, new Map());
      assert.deepEqual(connected, [{ server: "presto", name: "mine", by: "user" }]);
    }
    const other = { mine: { command: "npx", args: ["drawbridge-like", "bridge", "presto"] } };
    assert.deepEqual(standingOf(other, ["presto"], launcher, new Map()).connected, []);
  });
});

describe("an entry's name", () => {
  it("is the server's, prefixed only where that is taken, and none where both are", () => {
    assert.equal(nameFor("presto", {}), "presto");
    assert.equal(nameFor("presto", { presto: 1 }), "drawbridge-presto");
    assert.equal(nameFor("presto", { presto: 1, "drawbridge-presto": 1 }), null);
    assert.equal(nameFor("constructor", {}), "constructor");
  });
});
