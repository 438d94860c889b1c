import assert from "node:assert/strict";
import type { Principal, Surface } from "@drawbridge/contracts/identity";
import { EdgeConfiguration, ServerManifest } from "@drawbridge/contracts/registry";
import { decideServer } from "@drawbridge/hosted/coarse";
import { compileToolPolicies } from "@drawbridge/hosted/tool-policy";
import { deniedBy } from "../../../../../reference-servers/registry/governance/terms/admits.ts";
import {
  type CompiledPolicy,
  compileTerms,
} from "../../../../../reference-servers/registry/governance/terms/compile-terms.ts";
import {
  meetOf,
  type Terms,
  termsOf,
  wishOf,
} from "../../../../../reference-servers/registry/governance/terms/terms.ts";
import { verifies } from "../../../../support/verifies.ts";
import { groups, randomTerms, tools } from "./random-terms.ts";

const everything = "permit (principal, action, resource);";

const manifest = (
  policies: Record<string, string> = { open: everything },
  extra: Partial<ServerManifest> = {},
): ServerManifest =>
  ServerManifest.parse({
    name: "presto",
    title: "Presto",
    description: "SQL.",
    owner: "Data Platform",
    support: [{ label: "#presto-help" }],
    sensitivity: "internal",
    environment: "prod",
    listed: true,
    access: { groups, surfaces: ["local", "chat-web", "service"], environments: ["dev", "prod"] },
    approvers: [],
    policies,
    tools: tools.map((name, index) => ({
      name,
      title: name,
      description: name,
      effect: ["read", "write", "destructive"][index],
      policy: Object.keys(policies)[0],
      minutesSaved: 1,
    })),
    ...extra,
  });

const ada: Principal = { user: "ada", groups: ["ads"], surface: "local" };

/** Both layers, as edge and server decide. */
function mayCall(
  { access }: CompiledPolicy,
  tool: string,
  principal: Principal = ada,
  environment: "dev" | "prod" = "prod",
): boolean {
  const reaches = decideServer(access, principal, environment).allowed;
  return reaches && compileToolPolicies(access).decide(tool, principal, environment).allowed;
}

/** The server's layer alone. */
const serverAllows = (
  { access }: CompiledPolicy,
  tool: string,
  principal: Principal,
  environment: "dev" | "prod",
): boolean => compileToolPolicies(access).decide(tool, principal, environment).allowed;

describe("the compiled policy of a server", function () {
  this.timeout(60_000);

  it(
    verifies("governance.compiled", "A manifest that permits everything gains nothing beyond the approved tools"),
    () => {
      const compiled = compileTerms(manifest(), [termsOf({ withoutTools: ["drop_table"], groups: ["ads"] })]);
      assert.deepEqual(Object.keys(compiled.access.tools), ["query", "write_query"]);
      assert.equal(mayCall(compiled, "query"), true);
      assert.equal(mayCall(compiled, "drop_table"), false);
      assert.equal(mayCall(compiled, "shutdown"), false);
      assert.equal(serverAllows(compiled, "query", { ...ada, groups: ["finance"] }, "prod"), false);
      // Even where a server names the tool under the approved policy, the text forbids it.
      const renamed = {
        ...compiled,
        access: {
          ...compiled.access,
          tools: { ...compiled.access.tools, drop_table: { policy: "open", effect: "destructive" as const } },
        },
      };
      assert.equal(mayCall(renamed, "drop_table"), false);
    },
  );

  it(verifies("governance.compiled", "Neither layer allows a call that the wish or any condition denies"), () => {
    const random = randomTerms("compile");
    const surfaces: readonly Surface[] = ["local", "chat-web", "service"];
    let allowed = 0;
    for (let round = 0; round < 40; round += 1) {
      // Workload and day are judged where a server announces itself, and not at each call.
      const narrowing = (): Terms => ({ ...termsOf(random.conditions()), workloads: null, expires: null });
      const conditions = [narrowing(), narrowing()];
      const compiled = compileTerms(manifest(), conditions);
      const terms = meetOf([wishOf(manifest()), ...conditions]);
      const server = compileToolPolicies(compiled.access);
      for (const tool of tools)
        for (const surface of surfaces)
          for (const environment of ["dev", "prod"] as const) {
            const call = {
              ...random.call(),
              tool,
              surface,
              environment,
              workload: null,
            };
            const principal = { user: "ada", groups: [...call.groups], surface };
            const admitted = deniedBy(terms, call) === null;
            assert.equal(server.decide(tool, principal, environment).allowed, admitted, JSON.stringify({ call }));
            assert.ok(decideServer(compiled.access, principal, environment).allowed || !admitted);
            allowed += admitted ? 1 : 0;
          }
    }
    assert.ok(allowed > 10, `${allowed} calls were allowed`);
  });

  it(
    verifies(
      "governance.compiled",
      "The server's own policies still narrow, and one that cannot be read permits nothing",
    ),
    () => {
      const local = manifest({ own: 'permit (principal, action, resource) when { context.surface == "local" };' });
      assert.equal(mayCall(compileTerms(local, []), "query"), true);
      assert.equal(mayCall(compileTerms(local, []), "query", { ...ada, surface: "service" }), false);
      assert.equal(mayCall(compileTerms(manifest({ own: `${everything} forbid (` }), []), "query"), false);
      assert.equal(
        mayCall(compileTerms(manifest({ other: everything }, { tools: manifest({ gone: "" }).tools }), []), "query"),
        false,
      );
    },
  );

  const tricks: readonly (readonly [string, string])[] = [
    ["an open string", 'permit (principal, action, resource) when { "'],
    ["a comment at its end", `${everything} //`],
    ["an annotation at its end", `${everything} @reason("`],
    ["a second permission", `${everything}\n${everything}`],
    ["a permission for another server", 'permit (principal, action, resource in Server::"spark");'],
  ];
  for (const [what, text] of tricks)
    it(verifies("governance.compiled", `A policy with ${what} does not undo a condition`), () => {
      const compiled = compileTerms(manifest({ open: text }), [
        termsOf({ groups: ["finance"], withoutTools: ["drop_table"] }),
      ]);
      assert.equal(serverAllows(compiled, "query", ada, "prod"), false);
      assert.equal(serverAllows(compiled, "drop_table", { ...ada, groups: ["finance"] }, "prod"), false);
    });

  it(verifies("governance.compiled", "Names of groups are literals, regardless of their characters"), () => {
    const strange = 'ads"] }; permit (principal, action, resource); // \\u{22} \n é';
    const wish = manifest(
      { open: everything },
      { access: { groups: ["ads", strange], surfaces: ["local"], environments: ["prod"] } },
    );
    const compiled = compileTerms(wish, [termsOf({ groups: [strange] })]);
    assert.equal(serverAllows(compiled, "query", { ...ada, groups: [strange] }, "prod"), true);
    assert.equal(serverAllows(compiled, "query", ada, "prod"), false);
  });

  it(
    verifies(
      "governance.compiled",
      "The refusal by a condition says so, and the edge's route takes the coarse part as it is",
    ),
    () => {
      const { access } = compileTerms(manifest(), [termsOf({ groups: ["finance"] })]);
      const { reason } = compileToolPolicies(access).decide("query", ada, "prod");
      assert.match(reason, /the reviews admit other groups/);
      const route = EdgeConfiguration.shape.routes.element.shape.coarse;
      assert.deepEqual(route.parse(access.coarse), access.coarse);
    },
  );

  it(
    verifies(
      "governance.compiled",
      "Approvals, limits, workloads and the last day are compiled, and people read all of it",
    ),
    () => {
      const compiled = compileTerms(manifest(), [
        termsOf({
          groups: ["ads", "unknown"],
          withoutTools: ["drop_table"],
          approvals: [{ of: { effect: "write" }, need: "caller" }],
          limits: [{ of: { every: true }, at: { rows: 500 } }],
          workloads: ["spiffe://corp/presto"],
        }),
        termsOf(
          {
            approvals: [{ of: { tool: "write_query" }, need: "second-person" }],
            limits: [{ of: { tool: "query" }, at: { rows: 900, callsPerMinute: 10 } }],
          },
          "2027-01-31",
        ),
      ]);
      assert.deepEqual(compiled.approvals, { query: "none", write_query: "second-person" });
      assert.deepEqual(compiled.limits, { query: { rows: 500, callsPerMinute: 10 }, write_query: { rows: 500 } });
      assert.deepEqual(compiled.posture, [
        "Open to the groups ads.",
        "Open to calls from chat-web, local, service.",
        "Open in dev, prod.",
        "Runs only as spiffe://corp/presto.",
        "Left out: drop_table.",
        "Each call is approved by a second person: write_query.",
        "query: at most 500 rows, 10 calls in a minute for each user.",
        "write_query: at most 500 rows.",
        "The reviews count until 2027-01-31.",
      ]);
    },
  );

  it(
    verifies(
      "governance.compiled-once",
      "Twenty-five tools with five policies compile to five texts, ten times within a second",
    ),
    () => {
      const policies = Object.fromEntries([..."abcde"].map((name) => [name, everything]));
      const many = manifest(policies, {
        tools: Array.from({ length: 25 }, (_, index) => ({
          ...{ name: `tool_${index}`, title: "Tool", description: "A tool.", minutesSaved: 1 },
          effect: "read" as const,
          policy: "abcde"[index % 5] ?? "a",
        })),
      });
      const random = randomTerms("many");
      const conditions = [1, 2, 3].map(() => ({ ...termsOf(random.conditions()), groups: ["ads"], toolsLeftOut: [] }));
      const start = performance.now();
      for (let round = 0; round < 10; round += 1) {
        const compiled = compileTerms(many, conditions);
        assert.equal(Object.keys(compiled.access.policies).length, 5);
        assert.equal(Object.keys(compiled.access.tools).length, 25);
      }
      assert.ok(performance.now() - start < 1_000);
    },
  );
});
