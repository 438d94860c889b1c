import assert from "node:assert/strict";
import { ClaimPath, valueAt } from "@drawbridge/contracts/identity-provider/claim-path";
import { GroupNames, groupsNamed } from "@drawbridge/contracts/identity-provider/group-names";
import { IdentityProvider, metadataUrlOf } from "@drawbridge/contracts/identity-provider/provider";
import { IdentityProvidersText } from "@drawbridge/contracts/identity-provider/providers";
import { publicPartOf } from "@drawbridge/contracts/identity-provider/public-part";
import { readRegistrySettings } from "@drawbridge/registry/settings";
import { verifies } from "../../../support/verifies.ts";

const issuer = "https://id.example";
const problemsOf = (...providers: readonly object[]): readonly string[] =>
  (IdentityProvidersText.safeParse(JSON.stringify(providers)).error?.issues ?? []).map(({ message }) => message);

describe("the description of identity providers", () => {
  const refused: Readonly<Record<string, readonly [providers: readonly object[], problem: RegExp]>> = {
    "a client that is the broker's and the approver's": [
      [{ issuer, broker: { clientIds: ["one"] }, approver: { clientIds: ["two", "one"] } }],
      /^\[0\]\.approver\.clientIds: .*Register a separate client/,
    ],
    "an approver's client with a surface": [
      [{ issuer, surfaces: { "drawbridge-approver": "chat-web" } }],
      /^\[0\]\.approver\.clientIds: .*Register a separate client/,
    ],
    "one audience for edge and approvals": [
      [{ issuer, broker: { audiences: ["api", "x"] }, approver: { audiences: ["api"] } }],
      /^\[0\]\.approver\.audiences: .*Use a separate audience/,
    ],
    "an audience of approvals that another provider's edge tokens have": [
      [
        { issuer, claims: { userPrefix: "" } },
        { issuer: `${issuer}/2`, claims: { userPrefix: "" }, broker: { audiences: ["urn:drawbridge:approvals"] } },
      ],
      /^\[0\]\.approver\.audiences: /,
    ],
    "a broker's client with another surface": [
      [{ issuer, surfaces: { "drawbridge-broker": "service" } }],
      /^\[0\]\.surfaces: /,
    ],
    "two providers of one issuer": [
      [
        { issuer, claims: { userPrefix: "" } },
        { issuer: `${issuer}/`, tokenIssuers: [issuer], claims: { userPrefix: "" } },
      ],
      /^\[1\]\.tokenIssuers: /,
    ],
    "two providers that do not say whether they share people": [
      [{ issuer }, { issuer: `${issuer}/2`, claims: { userPrefix: "b:" } }],
      /^\[0\]\.claims\.userPrefix: /,
    ],
    "two providers with one name": [
      [
        { issuer, name: "okta", claims: { userPrefix: "" } },
        { issuer: `${issuer}/2`, name: "okta", title: "Okta", claims: { userPrefix: "" } },
      ],
      /^\[1\]\.name: another provider has the same name/,
    ],
    "two providers that people would read as one": [
      [
        { issuer, title: "Okta", claims: { userPrefix: "" } },
        { issuer: `${issuer}/2`, title: "Okta ", claims: { userPrefix: "" } },
      ],
      /^\[1\]\.title: another provider has the same title/,
    ],
    "a name that is hard to type": [[{ issuer, name: "Okta Prod" }], /^\[0\]\.name: .*lower case/],
    "a title with a hidden character": [[{ issuer, title: "Ok\u200bta" }], /^\[0\]\.title: .*visible/],
    "two providers with introspection": [
      [
        { issuer, claims: { userPrefix: "" }, introspection: { clientId: "a" } },
        { issuer: `${issuer}/2`, claims: { userPrefix: "" }, introspection: { clientId: "a" } },
      ],
      /only one provider may have introspection/,
    ],
    "no provider": [[], /Too small/],
    "a member that is misspelt": [[{ issuer, claim: {} }], /Unrecognized key: "claim"/],
    "two rules for group names": [[{ issuer, groupNames: { prefix: "a", below: "/b" } }], /exactly one of/],
    "no rule for group names": [[{ issuer, groupNames: {} }], /exactly one of/],
    "an empty name in a path": [[{ issuer, claims: { groups: "realm_access..roles" } }], /^\[0\]\.claims\.groups/],
    "an algorithm that shares its key": [[{ issuer, algorithms: ["HS256"] }], /^\[0\]\.algorithms/],
  };
  for (const [what, [providers, problem]] of Object.entries(refused)) {
    it(verifies("idp.apart", `A description with ${what} is refused in words`), () => {
      assert.match(problemsOf(...providers).join("\n"), new RegExp(problem, "m"));
    });
  }

  it(
    verifies("idp.apart", "The registry does not start with such a description, and its error names the member"),
    () => {
      const environment = {
        ...{ PORT: "1", DRAWBRIDGE_REGISTRY_URL: "http://127.0.0.1:1", DRAWBRIDGE_EDGE_URL: "http://127.0.0.1:2" },
        ...{
          DATABASE_URL: "postgres://127.0.0.1/x",
          DRAWBRIDGE_ROOT_SECRET: "s".repeat(43),
          DRAWBRIDGE_ENVIRONMENT: "dev",
        },
      };
      const read = (providers: unknown) =>
        readRegistrySettings({ ...environment, DRAWBRIDGE_IDENTITY_PROVIDERS: JSON.stringify(providers) });
      assert.throws(
        () => read([{ issuer, approver: { audiences: ["urn:drawbridge:edge"] } }]),
        /DRAWBRIDGE_IDENTITY_PROVIDERS: \[0\]\.approver\.audiences: .*so that nothing that an agent reaches can approve/,
      );
      assert.equal(read([{ issuer }]).issuer, issuer);
      assert.throws(() => readRegistrySettings({ ...environment, DRAWBRIDGE_IDENTITY_PROVIDERS: "" }), /empty/);
    },
  );

  it(
    verifies("idp.described", "A path leads from the top of the token, and never matches by its last part alone"),
    () => {
      const claims = {
        roles: ["top"],
        realm_access: { roles: ["realm"] },
        "https://acme.example/groups": ["url"],
        "a.b": ["dotted"],
        list: [{ roles: ["in a list"] }],
      };
      const at = (path: unknown) => valueAt(claims, ClaimPath.parse(path));
      assert.deepEqual(at("realm_access.roles"), ["realm"]);
      assert.deepEqual(at("https://acme.example/groups"), ["url"]);
      assert.deepEqual(at(["a.b"]), ["dotted"]);
      for (const path of [
        "a.b",
        "access.roles",
        "list.roles",
        "constructor.name",
        "roles.0",
        "realm_access.roles.length",
      ])
        assert.equal(at(path), undefined, path);
    },
  );

  it(verifies("idp.described", "A rule for group names leaves out what it does not name"), () => {
    const named = (rule: object | undefined, ...groups: string[]) =>
      groupsNamed(groups, rule === undefined ? undefined : GroupNames.parse(rule));
    assert.deepEqual(named(undefined, "a", "", "/a/b", "a"), ["a", "/a/b"]);
    assert.deepEqual(named({ map: { "7f3c": "infra" } }, "7f3c", "infra", "toString", "7F3C"), ["infra"]);
    assert.deepEqual(named({ prefix: "acme-" }, "acme-infra", "infra", "x-acme-infra", "acme-"), ["infra"]);
    const paths = ["/drawbridge/infra", "/contractors/infra", "infra", "/drawbridge2/infra", "/drawbridge/eu/infra"];
    for (const below of ["/drawbridge", "/drawbridge/"])
      assert.deepEqual(named({ below }, ...paths), ["infra", "eu/infra"]);
    assert.deepEqual(named({ below: "/" }, ...paths.slice(0, 3)), ["drawbridge/infra", "contractors/infra"]);
  });

  it(verifies("idp.described", "The metadata of an issuer with a slash at its end is found, at OpenID's place"), () => {
    const at = (of: object) => metadataUrlOf(IdentityProvider.parse({ issuer, ...of }));
    for (const end of ["", "/"])
      assert.equal(at({ issuer: `${issuer}/tenant${end}` }), `${issuer}/tenant/.well-known/openid-configuration`);
    assert.equal(at({ metadataUrl: "https://inside.example/m" }), "https://inside.example/m");
  });

  it(verifies("idp.published", "What programs learn of a provider holds nothing of the approver"), () => {
    const provider = IdentityProvider.parse({
      issuer,
      broker: {
        clientIds: ["acme-mcp", "old"],
        audiences: ["1f2e"],
        scopes: ["openid", "1f2e/.default"],
        loopbackPort: 7777,
      },
      approver: { clientIds: ["acme-approver"], audiences: ["9a8b"], scopes: ["openid", "9a8b/.default"] },
      claims: { groups: "realm_access.roles", user: "oid" },
    });
    const shown = publicPartOf(provider);
    assert.deepEqual(shown, {
      ...{ name: "id.example", title: "id.example" },
      ...{ issuer, clientId: "acme-mcp", scopes: ["openid", "1f2e/.default"], resource: null, audience: null },
      ...{ loopbackPort: 7777, parameters: {}, token: "access_token", person: { claim: "oid", named: true } },
      ...{ groups: ["realm_access", "roles"], displayName: ["name"] },
    });
    assert.doesNotMatch(JSON.stringify(shown), /9a8b|approver/);
  });
});
