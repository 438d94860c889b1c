import assert from "node:assert/strict";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { identityHeadersOf, signInHeaderOf } from "@drawbridge/contracts/identity-headers";
import { policyOf } from "@drawbridge/hosted/access-policy";
import { admit } from "../../../../reference-servers/framework/http/admission.ts";
import { manifestOf } from "../../../../reference-servers/framework/manifest.ts";
import { enforced } from "../../../../reference-servers/framework/policy/policy-source.ts";
import { ada, omar, workshop } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";

const gate = {
  server: "workshop",
  environment: "dev" as const,
  edgeProof: "the edge's proof",
  isSignedOut: () => false,
  policy: enforced(policyOf(manifestOf(workshop(), "dev"))),
};
const good = { ...identityHeadersOf({ ...ada, surface: "local" }), [identityHeaders.proof]: gate.edgeProof };
const judge = (headers: Record<string, string>, change: Partial<typeof gate> | { policy: null } = {}) =>
  admit(new Headers(headers), { ...gate, ...change });
const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

describe("which requests a server admits", () => {
  it(verifies("framework.edge-proof", "A server admits a request that the edge vouches for"), () => {
    assert.deepEqual(judge(good), { admitted: true, principal: { ...ada, surface: "local" } });
  });

  const refused = {
    "nothing at all": {},
    "everything but the proof": without(identityHeaders.proof),
    "an empty proof": { ...good, [identityHeaders.proof]: "" },
    "a proof that is nearly right": { ...good, [identityHeaders.proof]: `${gate.edgeProof}x` },
    "a token instead of a proof": { ...without(identityHeaders.proof), authorization: "Bearer good" },
    "the proof and no user": without(identityHeaders.user),
    "the proof and an empty user": { ...good, [identityHeaders.user]: "" },
    "the proof and no surface": without(identityHeaders.surface),
    "a surface that does not exist": { ...good, [identityHeaders.surface]: "root" },
    "two users": { ...good, [identityHeaders.user]: "ada, finn", [identityHeaders.surface]: "local, local" },
  };
  for (const [what, headers] of Object.entries(refused)) {
    it(verifies("framework.edge-proof", `A server does not admit a request with ${what}`), () => {
      const admission = judge(headers);
      assert.ok(!admission.admitted);
      assert.equal(admission.status, 401);
      assert.equal(admission.refusal.error, "unauthenticated");
    });
  }

  it(verifies("signout.refused", "A server does not admit a user who was signed out, and says so"), () => {
    const signIn = { issuer: "https://id.example.com", subject: "ada", session: "Zürich, 1", issuedAt: 7 };
    const headers = { ...good, ...signInHeaderOf(signIn) };
    const judged = (session: string) =>
      admit(new Headers(headers), { ...gate, isSignedOut: (each) => each.session === session });
    assert.ok(judged("another").admitted);
    const admission = judged(signIn.session);
    assert.ok(!admission.admitted);
    assert.equal(admission.status, 403);
    assert.match(admission.refusal.message, /signed out at your company's identity provider\. Sign in with/);
  });

  it(
    verifies(
      "framework.every-request",
      "A server does not admit a user outside its groups, and says why and whom to ask",
    ),
    () => {
      const admission = judge({ ...good, ...identityHeadersOf({ ...omar, surface: "local" }) });
      assert.deepEqual(admission, {
        admitted: false,
        status: 403,
        refusal: {
          error: "not-allowed",
          message:
            "omar may not use workshop: it is open to the groups ads-eng and finance, and omar is in none of them (policy workshop/groups). Ask Data Platform (#workshop-help).",
          policy: "workshop/groups",
          ask: "Data Platform (#workshop-help)",
        },
      });
    },
  );

  it(
    verifies(
      "framework.policy-first",
      "A server admits no user while it has no policy, and a stranger does not learn of that",
    ),
    () => {
      const admission = judge(good, { policy: null });
      assert.ok(!admission.admitted);
      assert.equal(admission.status, 503);
      const stranger = judge({}, { policy: null });
      assert.ok(!stranger.admitted);
      assert.equal(stranger.status, 401);
    },
  );
});
