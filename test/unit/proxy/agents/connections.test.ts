import assert from "node:assert/strict";
import { nameFor, standingOf } from "../../../../proxy/agents/connections.ts";
import { verifies } from "../../../support/verifies.ts";

const launcher = "/h/bin/drawbridge";
const bridge = (server: string, more = {}) => ({ command: launcher, args: ["bridge", server], ...more });
const written = new Map([["presto", "presto"]]);

describe("an agent's connections", () => {
  it("The connected, missing, taken and stale servers of an agent are distinguished", () => {
    const entries = { presto: bridge("presto"), spark: { url: "https://mine" }, old: bridge("retired") };
    assert.deepEqual(standingOf(entries, ["presto", "spark", "airflow"], launcher, written), {
      connected: [{ server: "presto", name: "presto", by: "drawbridge" }],
      missing: ["spark", "airflow"],
      taken: ["spark"],
      stale: [{ server: "retired", name: "old", by: "user" }],
    });
  });

  it("No server is missing or stale as long as the servers are not known", () => {
    const standing = standingOf({ presto: bridge("presto") }, null, launcher, written);
    assert.deepEqual([standing.connected.length, standing.missing, standing.stale], [1, [], []]);
  });

  it(
    verifies(
      "agents.own-alone",
      "An entry counts as Drawbridge's only if both the journal and the launched program say so",
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

  it("A bridge that the user set up by hand counts as a connection", () => {
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

describe("names of entries", () => {
  it("An entry has the server's name, a prefixed one if that is taken, and none if both are taken", () => {
    assert.equal(nameFor("presto", {}), "presto");
    assert.equal(nameFor("presto", { presto: 1 }), "drawbridge-presto");
    assert.equal(nameFor("presto", { presto: 1, "drawbridge-presto": 1 }), null);
    assert.equal(nameFor("constructor", {}), "constructor");
  });
});
