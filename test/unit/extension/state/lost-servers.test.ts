import assert from "node:assert/strict";
import { lostServers } from "../../../../extension/state/lost-servers.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

const before = snapshot([serverNamed("presto"), serverNamed("spark"), closedServer("tickets")]);

describe("servers that were taken away", () => {
  it("are told with the registry's reason and whom to ask", () => {
    const [lost, ...others] = lostServers(before, snapshot([serverNamed("presto"), closedServer("spark")]));
    assert.deepEqual(lost, { name: "spark", title: "Spark", reason: "ada is not in infra. Ask Data Platform." });
    assert.deepEqual(others, []);
  });

  it("are told with their owner where they are listed no more", () => {
    const [lost] = lostServers(before, snapshot([serverNamed("presto")]));
    assert.match(lost?.reason ?? "", /does not list it.*Ask Data Platform/);
  });

  it("are none after a sign-out, at a new sign-in, and for somebody else", () => {
    assert.deepEqual(lostServers(before, snapshot(null, { phase: "signed-out" })), []);
    assert.deepEqual(lostServers(snapshot(null, { phase: "signed-out" }), before), []);
    assert.deepEqual(lostServers(before, snapshot([], { user: { name: "finn", groups: [] } })), []);
  });
});
