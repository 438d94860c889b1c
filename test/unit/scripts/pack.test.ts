import assert from "node:assert/strict";
import { packedManifest } from "../../../scripts/pack.ts";
import { verifies } from "../../support/verifies.ts";

describe("the package.json of a packed library", () => {
  it(verifies("workspace.packed-libraries", "A packed library names its compiled files, and can be published"), () => {
    const manifest = {
      name: "@drawbridge/library",
      private: true,
      exports: { ".": "./index.ts", "./policy": "./policies/policy.cedar", "./*": "./*.ts" },
      dependencies: { zod: "4.6.7" },
    };
    assert.deepEqual(packedManifest(manifest), {
      name: "@drawbridge/library",
      exports: {
        ".": { types: "./index.d.ts", default: "./index.js" },
        "./policy": "./policies/policy.cedar",
        "./*": { types: "./*.d.ts", default: "./*.js" },
      },
      dependencies: { zod: "4.6.7" },
    });
  });

  it(verifies("workspace.packed-libraries", "A library that depends on an unpacked workspace is not packed"), () => {
    const manifest = (dependency: string) => ({ name: "a", exports: {}, dependencies: { [dependency]: "0.1.0" } });
    assert.doesNotThrow(() => packedManifest(manifest("@drawbridge/contracts")));
    assert.throws(
      () => packedManifest(manifest("@drawbridge/edge")),
      /a depends on @drawbridge\/edge, which is not packed/,
    );
  });
});
