import assert from "node:assert/strict";
import { registryEntry } from "../../../../proxy/broker/entries.ts";
import { wellKnownFor } from "../../../support/identity/sign-in.ts";
import { verifies } from "../../../support/verifies.ts";
import { serverNamed } from "../../extension/servers.ts";

describe("a server of the catalogue as a bridge reaches it", () => {
  const unused = () => Promise.reject(new Error("No request is sent here."));
  const wellKnown = {
    ...wellKnownFor("https://issuer.example.com", "https://registry.example.com"),
    edge: "https://edge.example.com",
  };
  const session = {
    state: "signed-in",
    removedProvider: null,
    wellKnown,
    accessToken: unused,
    renewed: unused,
  } as const;
  const limit = (away: boolean): number | undefined => {
    const catalogue = {
      ...{ away, known: true, failure: null, refreshIfDue: async () => {} },
      server: () => serverNamed("presto"),
    };
    const target = registryEntry("presto", session, catalogue).target();
    return target.kind === "value" ? target.value.connectTimeoutMs : undefined;
  };

  it(verifies("bridge.whole-token-path", "A server beside the edge's path on the edge's host gets no token"), () => {
    const target = (url: string) => {
      const catalogue = {
        ...{ away: false, known: true, failure: null, refreshIfDue: async () => {} },
        server: () => ({ ...serverNamed("presto"), url }),
      };
      const below = { ...session, wellKnown: { ...wellKnown, edge: "https://acme.test/drawbridge/edge" } };
      return registryEntry("presto", below, catalogue).target().kind;
    };
    assert.equal(target("https://acme.test/drawbridge/edge/mcp/presto"), "value");
    for (const other of ["/mcp/presto", "/drawbridge/edges/mcp/presto", "/drawbridge/edge/../mcp/presto"])
      assert.equal(target(`https://acme.test${other}`), "failure", other);
    assert.equal(target("https://evil.example/drawbridge/edge/mcp/presto"), "failure");
  });

  it(
    verifies("bridge.away-at-once", "A connection may take less than a second while the registry is known to be away"),
    () => {
      assert.ok((limit(true) ?? Number.NaN) < 1_000);
      assert.equal(limit(false), undefined);
    },
  );
});
