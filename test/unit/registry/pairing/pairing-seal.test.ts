import assert from "node:assert/strict";
import { rowSeals } from "@drawbridge/registry/row-seals";
import type { Pairing } from "../../../../reference-servers/registry/pairing/pairing.ts";
import { isSealed, sealOfPairing } from "../../../../reference-servers/registry/pairing/pairing-seal.ts";
import { verifies } from "../../../support/verifies.ts";

const at = new Date("2026-11-21T12:00:00Z");
const later = new Date("2026-11-21T13:00:00Z");
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
  const changes: Readonly<Record<string, Partial<Pairing>>> = {
    id: { id: "q" },
    key: { thumbprint: "u" },
    person: { user: "finn" },
    "person's claim": { claim: "email" },
    "person's tokens": { identity: "j" },
    "time of its Allow": { allowedAt: later },
    time: { expiresAt: later },
    end: { ended: "revoked" },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(verifies("presence.sealed", `A pairing's seal fits no row with another ${what}, in either direction`), () => {
      const other: Pairing = { ...pairing, ...change };
      for (const [sealed, row] of [
        [pairing, other],
        [other, pairing],
      ] as const) {
        const seal = sealOfPairing(sealed, seals);
        assert.deepEqual([isSealed({ ...sealed, seal }, seals), isSealed({ ...row, seal }, seals)], [true, false]);
      }
    });
  }
});
