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

  it(
    verifies("bridge.away-at-once", "A connection may take less than a second while the registry is known to be away"),
    () => {
      assert.ok((limit(true) ?? Number.NaN) < 1_000);
      assert.equal(limit(false), undefined);
    },
  );
});
