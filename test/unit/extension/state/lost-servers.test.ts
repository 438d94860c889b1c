import assert from "node:assert/strict";
import { lostServers } from "../../../../extension/state/lost-servers.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

const before = snapshot([serverNamed("presto"), serverNamed("spark"), closedServer("tickets")]);

describe("servers that were taken away", () => {
  it("A lost server is reported with the registry's reason and whom to ask", () => {
    const [lost, ...others] = lostServers(before, snapshot([serverNamed("presto"), closedServer("spark")]));
    assert.deepEqual(lost, { name: "spark", title: "Spark", reason: "ada is not in infra. Ask Data Platform." });
    assert.deepEqual(others, []);
  });

  it("A server that the registry does not list any more is reported with its owner", () => {
    const [lost] = lostServers(before, snapshot([serverNamed("presto")]));
    assert.match(lost?.reason ?? "", /does not list it.*Ask Data Platform/);
  });

  it("No server counts as lost after a sign-out, at a new sign-in, or when another user signs in", () => {
    assert.deepEqual(lostServers(before, snapshot(null, { phase: "signed-out" })), []);
    assert.deepEqual(lostServers(snapshot(null, { phase: "signed-out" }), before), []);
    assert.deepEqual(lostServers(before, snapshot([], { user: { name: "finn", groups: [] } })), []);
  });
});
