import assert from "node:assert/strict";
import { unknownVariables } from "@drawbridge/hosted/unknown-variables";
import { verifies } from "../../support/verifies.ts";

describe("a variable that no part reads", () => {
  const nearestIn = (name: string, own?: readonly string[]): string | undefined => {
    const [sentence, ...more] = unknownVariables({ [name]: "hunter2", PATH: "/bin", PRESTO_HOST: "x" }, own);
    assert.deepEqual(more, []);
    assert.doesNotMatch(sentence ?? "", /hunter2/);
    return /Did you mean (\w+)\?/.exec(sentence ?? assert.fail("no warning"))?.[1];
  };

  it(verifies("hosted.unknown-variables", "An unknown DRAWBRIDGE_ variable is warned of with the nearest name"), () => {
    for (const [name, nearest] of [
      ["DRAWBRIDGE_REGISTRY_URI", "DRAWBRIDGE_REGISTRY_URL"],
      ["DRAWBRIDGE_REQIURE_PROOF", "DRAWBRIDGE_REQUIRE_PROOF"],
      ["DRAWBRIDGE_IDENTITY_PROVIDER", "DRAWBRIDGE_IDENTITY_PROVIDERS"],
      ["DRAWBRIDGE_SEALSECRET_FILE", "DRAWBRIDGE_SEAL_SECRET_FILE"],
      ["DRAWBRIDGE_PORT_FILE", "DRAWBRIDGE_PORT"],
    ] as const)
      assert.equal(nearestIn(name), nearest, name);
    assert.equal(
      unknownVariables({ DRAWBRIDGE_REGISTRY_URI: "x" })[0],
      "No part of Drawbridge reads the variable DRAWBRIDGE_REGISTRY_URI, so it has no effect. Did you mean DRAWBRIDGE_REGISTRY_URL? docs/configuration.md lists all of them.",
    );
  });

  it(verifies("hosted.unknown-variables", "A name that is like no other is warned of without a suggestion"), () => {
    assert.equal(nearestIn("DRAWBRIDGE_COFFEE_MACHINE_KIND"), undefined);
  });

  it(
    verifies(
      "hosted.unknown-variables",
      "A variable of another part, of an engineer's machine, or of the company's own server is no unknown one",
    ),
    () => {
      const shared = { DRAWBRIDGE_SEAL_SECRET_FILE: "x", DRAWBRIDGE_EDGE_URL: "x", DRAWBRIDGE_HOME: "x" };
      assert.deepEqual(unknownVariables(shared), []);
      assert.deepEqual(unknownVariables({ DRAWBRIDGE_OVEN: "x" }, ["DRAWBRIDGE_OVEN"]), []);
      assert.equal(nearestIn("DRAWBRIDGE_OVENS", ["DRAWBRIDGE_OVEN"]), "DRAWBRIDGE_OVEN");
    },
  );
});
