import assert from "node:assert/strict";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import type { Caller } from "@drawbridge/hosted/token";
import { judge } from "../../../reference-servers/edge/access-decision.ts";
import { verifies } from "../../support/verifies.ts";

const route = (server: string, over: object = {}, listed = true): EdgeConfiguration["routes"][number] => ({
  ...{ server, upstream: `http://127.0.0.1:1/${server}`, listed, ask: "Data Platform (#help)" },
  coarse: { groups: ["infra"], surfaces: ["local"], environments: ["prod"], ...over },
});
const configuration: EdgeConfiguration = {
  ...{ version: "1", issuer: "https://idp.example.com", audience: "urn:drawbridge:edge", environment: "prod" },
  person: { claim: "sub", named: false },
  surfaces: {},
  routes: [
    route("spark"),
    route("staging-only", { environments: ["staging"] }),
    route("chat-too", { surfaces: ["local", "chat-web"] }),
    route("no-groups", { groups: [] }),
    route("vault", {}, false),
  ],
};
const ines: Caller = {
  ...{ user: "ines", claim: "sub", certain: true, name: null, groups: ["infra"], clientId: "drawbridge-broker" },
  ...{ client: "broker", surface: "local" },
  signIn: { issuer: "https://idp.example.com", subject: "ines", session: null, issuedAt: 1 },
};
const chat: Partial<Caller> = { clientId: "chat-app", client: "application", surface: "chat-web" };

/** Server, caller → the status, and the policy that decided. */
const cases: readonly (readonly [string, Partial<Caller>, number, string | null])[] = [
  ["spark", {}, 200, null],
  ["spark", { groups: ["finance"] }, 403, "spark/groups"],
  ["spark", chat, 403, "spark/surfaces"],
  ["chat-too", chat, 200, null],
  ["staging-only", {}, 403, "staging-only/environments"],
  ["no-groups", {}, 403, "no-groups/groups"],
  ["vault", {}, 200, null],
  ["vault", { groups: [] }, 404, null],
  ["vault", chat, 404, null],
  ["nothing", {}, 404, null],
  ["spark", { clientId: "toString", client: "unknown", surface: null }, 403, null],
];

describe("layer 1 at the edge", () => {
  it(
    verifies(
      "upgrade.oldest",
      "A broker that is older than the registry serves is refused by a rule of its own, another application is not",
    ),
    () => {
      const strict = { ...configuration, oldest: { broker: "0.2.0", extension: "0.1.0" } };
      for (const [caller, release, policy] of [
        [ines, undefined, "oldest-release"],
        [ines, "broker/0.1.9", "oldest-release"],
        [ines, "broker/0.2.0", null],
        [{ ...ines, ...chat }, undefined, null],
      ] as const) {
        const judgement = judge(strict, "chat-too", caller, release);
        assert.equal(judgement.passes ? null : judgement.refused.body.policy, policy);
        if (!judgement.passes)
          assert.match(judgement.refused.body.message, /serves only 0\.2\.0 and later\. Nothing ran\. Update/);
      }
    },
  );

  for (const [server, over, status, policy] of cases) {
    const who = Object.keys(over).length === 0 ? "ines" : JSON.stringify(over);
    it(verifies("edge.coarse-policy", `The edge answers ${status} to ${who} at ${server}`), () => {
      const judgement = judge(configuration, server, { ...ines, ...over });
      if (judgement.passes) {
        assert.equal(status, 200);
        assert.deepEqual(judgement.targets, [{ url: `http://127.0.0.1:1/${server}`, rank: 0 }]);
      } else {
        assert.deepEqual([judgement.refused.status, judgement.refused.body.policy], [status, policy]);
      }
    });
  }
});
