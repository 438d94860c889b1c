import assert from "node:assert/strict";
import type { Pairing } from "@drawbridge/registry/pairing/pairing";
import { isSealed, sealOfPairing } from "@drawbridge/registry/pairing/pairing-seal";
import { rowSeals } from "@drawbridge/registry/row-seals";
import { verifies } from "../../../support/verifies.ts";

const at = new Date("2026-11-21T12:00:00Z");
const seals = rowSeals("s".repeat(43));
const pairing: Pairing = {
  ...{
    id: "p",
    codeDigest: "d",
    thumbprint: "t",
    editor: "Code",
    host: "laptop",
    folder: null,
    leg: null,
    answer: null,
  },
  ...{ wrongCodes: 0, expiresAt: at, user: "ada", claim: "sub", identity: "i", allowedAt: at, renewedAt: null },
  ...{ ended: null, seal: null },
};

describe("the seal of a pairing", () => {
  it(verifies("presence.sealed", "A pairing's seal covers its end, so that it fits no row with another end"), () => {
    const revoked: Pairing = { ...pairing, ended: "revoked" };
    for (const [sealed, other] of [
      [pairing, revoked],
      [revoked, pairing],
    ] as const) {
      const seal = sealOfPairing(sealed, seals);
      assert.deepEqual([isSealed({ ...sealed, seal }, seals), isSealed({ ...other, seal }, seals)], [true, false]);
    }
  });
});
