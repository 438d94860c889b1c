import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import type { GroupLookup } from "@drawbridge/contracts/identity-provider/group-lookup";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import { IdentityProviders } from "@drawbridge/contracts/identity-provider/providers";
import { startEdge } from "@drawbridge/edge/start";
import { TokenError, tokenVerifier } from "@drawbridge/hosted/token";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { startDirectory, type TestDirectory } from "../../support/identity/directory.ts";
import { type Claims, startIssuer, type TestIssuer } from "../../support/identity/issuer.ts";
import { troubleInput } from "../../support/machine/trouble-input.ts";
import { verifies } from "../../support/verifies.ts";

const withoutGroups: Claims = { groups: undefined };
/** As Entra ID's tokens say that there are more than 200 groups. */
const overage: Claims = {
  groups: undefined,
  oid: "o-1",
  _claim_names: { groups: "src1" },
  _claim_sources: { src1: { endpoint: "http://127.0.0.1:9/never-asked" } },
};

describe("groups that are not in the token", () => {
  let issuer: TestIssuer;
  let directory: TestDirectory;
  let now: number;
  let ending: (() => void)[];
  beforeEach(async () => {
    [issuer, directory] = await Promise.all([startIssuer(), startDirectory()]);
    now = Date.now();
    ending = [];
  });
  afterEach(async () => {
    for (const end of ending) end();
    await Promise.all([issuer.stop(), directory.close()]);
  });

  const graph = (more: object = {}): z.input<typeof GroupLookup> => ({
    ...{ kind: "directory", url: `${directory.url}/users/{user}/groups`, userClaim: "oid", name: "displayName" },
    ...more,
  });
  const verifierWith = (groupLookup?: z.input<typeof GroupLookup>, more: Partial<ProviderDescription> = {}) => {
    const verifier = tokenVerifier([{ issuer: issuer.url, ...(groupLookup && { groupLookup }), ...more }], {
      ...{ of: "broker", groupsSecret: "the operator's secret", now: () => now },
    });
    ending.push(() => verifier.close());
    return {
      groups: async (claims: Claims) => (await verifier.verify(await issuer.mint(claims))).groups,
      verify: verifier.verify,
    };
  };
  const refusal = async (groups: Promise<unknown>): Promise<TokenError> => {
    const error = await groups.then(
      () => assert.fail("it was accepted"),
      (problem: unknown) => problem,
    );
    assert.ok(error instanceof TokenError, String(error));
    return error;
  };
  const named = (...names: string[]) => ({ value: names.map((displayName) => ({ id: "g", displayName })) });

  it(
    verifies(
      "groups.left-out",
      "A token whose groups were left out is refused by the name of what the provider left out",
    ),
    async () => {
      const { groups } = verifierWith();
      for (const [claims, marker] of [
        [overage, "_claim_names"],
        [{ ...overage, groups: ["ads-eng"] }, "_claim_names"],
        [{ groups: undefined, hasgroups: "true" }, "hasgroups"],
        [{ groups: undefined, hasgroups: true }, "hasgroups"],
      ] as const) {
        const { code, message } = await refusal(groups(claims));
        assert.equal(code, "unreadable-claims");
        assert.match(
          message,
          new RegExp(`left your groups out .*the claim groups is not whole \\(${marker}\\).*groupLookup`),
        );
        assert.doesNotMatch(message, /no group|[Ss]ign in/);
      }
    },
  );

  it(verifies("groups.left-out", "Only a mark for the configured claim counts"), async () => {
    const { groups } = verifierWith();
    for (const claims of [{ _claim_names: { address: "src1" } }, { hasgroups: false }, { hasgroups: "false" }])
      assert.deepEqual(await groups(claims), ["ads-eng"]);
    assert.deepEqual(await groups(withoutGroups), []);
    const roles = verifierWith(undefined, { claims: { groups: "realm_access.roles" } });
    await refusal(roles.groups({ _claim_names: { realm_access: "src1" } }));
  });

  it(
    verifies(
      "groups.looked-up",
      "A directory that answers as Graph does is asked page by page, with the operator's secret",
    ),
    async () => {
      const second = `${directory.url}/users/o-1/groups?page=2`;
      directory.answers.set("/users/o-1/groups", { ...named("ads-eng", "a, b"), "@odata.nextLink": second });
      directory.answers.set("/users/o-1/groups?page=2", named("数据平台"));
      const { groups } = verifierWith(graph());
      assert.deepEqual(await groups(overage), ["ads-eng", "a, b", "数据平台"]);
      for (const { authorization } of directory.requests) assert.equal(authorization, "Bearer the operator's secret");
    },
  );

  it(
    verifies("groups.looked-up", "A directory that answers as SCIM does is read by the configured members"),
    async () => {
      directory.answers.set("/Users/a%2Fda%3F", { groups: [{ value: "g-1", display: "ads-eng" }, { value: "g-2" }] });
      const lookup = graph({ url: `${directory.url}/Users/{user}`, userClaim: "sub", list: "groups", name: "value" });
      const { groups } = verifierWith(lookup, { groupNames: { map: { "g-1": "ads-eng" } } });
      assert.deepEqual(await groups({ ...withoutGroups, sub: "a/da?" }), ["ads-eng"]);
    },
  );

  it(verifies("groups.looked-up", "A client's secret gets one token for many look-ups (RFC 6749 §4.4)"), async () => {
    directory.answers.set("/token", { access_token: "for the directory", token_type: "Bearer", expires_in: 600 });
    const client = { clientId: "drawbridge", tokenUrl: `${directory.url}/token`, scope: "Group.Read" };
    const { groups } = verifierWith(graph({ client }));
    for (const oid of ["o-1", "o-2", "o-3"]) {
      directory.answers.set(`/users/${oid}/groups`, named(`of-${oid}`));
      assert.deepEqual(await groups({ ...overage, oid }), [`of-${oid}`]);
    }
    const [token, ...lookups] = directory.requests;
    assert.match(token?.body ?? "", /grant_type=client_credentials&client_id=drawbridge&client_secret=the\+operator/);
    assert.deepEqual(
      lookups.map(({ authorization }) => authorization),
      Array.from({ length: 3 }, () => "Bearer for the directory"),
    );
  });

  it(verifies("groups.looked-up", "Userinfo is asked with the caller's own token, about the same person"), async () => {
    issuer.userinfo = `${directory.url}/userinfo`;
    directory.answers.set("/userinfo", { sub: "ada", groups: ["ads-eng", "infra"] });
    const { groups, verify } = verifierWith({ kind: "userinfo" });
    const token = await issuer.mint(withoutGroups);
    assert.deepEqual((await verify(token)).groups, ["ads-eng", "infra"]);
    assert.deepEqual(directory.requests[0]?.authorization, `Bearer ${token}`);
    directory.answers.set("/userinfo", { sub: "ines", groups: ["infra"] });
    assert.match((await refusal(groups(withoutGroups))).message, /about another person/);
    directory.answers.set("/userinfo", { sub: "ada", _claim_names: { groups: "src1" } });
    assert.match((await refusal(groups(withoutGroups))).message, /left your groups out.*in its userinfo/);
    directory.answers.set("/userinfo", { sub: "ada" });
    assert.match((await refusal(groups(withoutGroups))).message, /the claim groups \(setting claims.groups\)/);
  });

  it(verifies("groups.looked-up", "A token that names its groups causes no look-up"), async () => {
    const { groups } = verifierWith(graph());
    assert.deepEqual(await groups({ groups: ["infra"], oid: "o-1" }), ["infra"]);
    assert.deepEqual(directory.requests, []);
  });

  it(verifies("groups.looked-up", "Requests at one time share one look-up"), async () => {
    const answer = Promise.withResolvers<object>();
    directory.answers.set("/users/o-1/groups", answer.promise);
    const { groups } = verifierWith(graph());
    const all = Promise.all(Array.from({ length: 20 }, () => groups(overage)));
    await until("the directory is asked", () => directory.requests.length > 0);
    answer.resolve(named("ads-eng"));
    assert.deepEqual(new Set((await all).flat()), new Set(["ads-eng"]));
    assert.equal(directory.requests.length, 1);
  });

  const failures: readonly (readonly [string, TestDirectory["answers"] extends Map<string, infer A> ? A : never])[] = [
    ["fails", 500],
    ["refuses the credential", 401],
    ["does not know the user", 404],
    ["redirects", 302],
    ["answers with no JSON", "<html>"],
    ["answers without end", JSON.stringify({ value: ["x".repeat(5_000_000)] })],
  ];
  for (const [what, answer] of failures)
    it(
      verifies("groups.left-out", `A directory that ${what} makes no user without groups, and is asked again`),
      async () => {
        directory.answers.set("/users/o-1/groups", answer);
        const { groups } = verifierWith(graph());
        const { code, message } = await refusal(groups(overage));
        assert.equal(code, "issuer-unavailable");
        assert.match(message, /cannot be looked up just now/);
        directory.answers.set("/users/o-1/groups", named("ads-eng"));
        assert.deepEqual(await groups(overage), ["ads-eng"]);
      },
    );

  it(
    verifies("groups.left-out", "An answer of another form than configured is refused by the settings' names"),
    async () => {
      const { groups } = verifierWith(graph());
      for (const answer of [{ value: [{ id: "g" }] }, { value: "ads-eng" }, { value: [7] }]) {
        directory.answers.set("/users/o-1/groups", answer);
        assert.match((await refusal(groups(overage))).message, /groupLookup.list and groupLookup.name/);
      }
      assert.match((await refusal(groups({ ...overage, oid: undefined }))).message, /groupLookup.userClaim/);
    },
  );

  it(verifies("groups.looked-up", "The secret goes to no address that an answer or a token names"), async () => {
    const other = await startDirectory();
    try {
      const next = { "@odata.nextLink": `${other.url}/users/o-1/groups` };
      directory.answers.set("/users/o-1/groups", { ...named("ads-eng"), ...next });
      const endpoint = `${other.url}/from-the-token`;
      const claims = { ...overage, _claim_sources: { src1: { endpoint } } };
      assert.match((await refusal(verifierWith(graph()).groups(claims))).message, /another address/);
      assert.deepEqual(other.requests, []);
    } finally {
      await other.close();
    }
  });

  it(
    verifies("groups.lost", "A group that a user lost in the directory counts until the stated age, and no longer"),
    async () => {
      directory.answers.set("/users/o-1/groups", named("ads-eng"));
      const verifier = verifierWith(graph({ maxAgeSeconds: 60 }));
      const token = await issuer.mint(overage);
      assert.deepEqual((await verifier.verify(token)).groups, ["ads-eng"]);
      directory.answers.set("/users/o-1/groups", named("finance"));
      now += 59_000;
      assert.deepEqual((await verifier.verify(token)).groups, ["ads-eng"]);
      now += 2_000;
      assert.deepEqual((await verifier.verify(token)).groups, ["finance"]);
    },
  );

  it(
    verifies("groups.looked-up", "A description that would send the secret in clear, or to two places, is refused"),
    () => {
      const parses = (...lookups: object[]): boolean =>
        IdentityProviders.safeParse(
          lookups.map((groupLookup, index) => ({
            ...{ issuer: `https://idp-${index}.example`, groupLookup },
            claims: { userPrefix: "" },
          })),
        ).success;
      assert.ok(parses(graph(), { kind: "userinfo" }));
      assert.ok(parses(graph({ url: "https://graph.example/v1.0/users/{user}/transitiveMemberOf" })));
      assert.ok(!parses(graph({ url: "http://graph.example/users/{user}" })));
      assert.ok(!parses(graph({ url: "https://graph.example/users/me" })));
      assert.ok(!parses(graph(), graph()));
    },
  );
});

describe("groups that are not in the token, at the edge", () => {
  let issuer: TestIssuer;
  let directory: TestDirectory;
  let world: World;
  before(async () => {
    [issuer, directory] = await Promise.all([startIssuer(), startDirectory()]);
    const url = `${directory.url}/users/{user}/groups`;
    const identityProviders: ProviderDescription[] = [
      { issuer: issuer.url, claims: { userPrefix: "" }, groupLookup: { kind: "directory", url, maxAgeSeconds: 1 } },
    ];
    world = await startWorld(startEdge, { groupsSecret: "s" }, { identityProviders, groupsSecret: "s" });
  });
  after(async () => {
    await world.close();
    await Promise.all([issuer.stop(), directory.close()]);
  });

  it(
    verifies("groups.left-out", "The input hasgroups that gave trouble gets the reason at the edge (G03)"),
    async () => {
      const { hasgroups } = troubleInput(
        "groups-overage-hasgroups.json",
        z.object({ claims: z.object({ hasgroups: z.unknown() }) }),
        "edge",
      ).claims;
      const plain = tokenVerifier([{ issuer: issuer.url }], { of: "broker" });
      const token = await issuer.mint({ sub: "mia", groups: undefined, hasgroups });
      await assert.rejects(plain.verify(token), /left your groups out/);
      plain.close();
      assert.equal((await world.call("presto", token)).status, 503);
    },
  );

  it(
    verifies("groups.lost", "A user who lost their last group is refused within the stated age, with the same token"),
    async () => {
      const token = await issuer.mint({ groups: undefined });
      directory.answers.set("/users/ada/groups", { value: [{ id: "ads-eng" }] });
      assert.equal((await world.call("presto", token)).status, 200);
      directory.answers.set("/users/ada/groups", { value: [] });
      await until("the user is refused", async () => (await world.call("presto", token)).status === 403);
      const answer = await world.call("presto", token);
      assert.match(Refusal.parse(JSON.parse(answer.body)).message, /ada is (not in it|in none of them)/);
    },
  );

  it(
    verifies(
      "groups.left-out",
      "While the directory is away, a user gets 503, and never the words of a user without groups",
    ),
    async () => {
      directory.answers.set("/users/finn/groups", 500);
      const answer = await world.call("presto", await issuer.mint({ sub: "finn", groups: undefined }));
      assert.equal(answer.status, 503);
      assert.match(Refusal.parse(JSON.parse(answer.body)).message, /groups cannot be looked up just now/);
      assert.deepEqual(answer.headers["www-authenticate"], undefined);
    },
  );

  it(verifies("groups.lost", "A group that a new token does not name counts no longer"), async () => {
    assert.equal((await world.call("presto", await issuer.mint({ groups: ["ads-eng"] }))).status, 200);
    assert.equal((await world.call("presto", await issuer.mint({ groups: ["finance"] }))).status, 403);
    const short = await issuer.mint({ groups: ["ads-eng"], exp: Math.floor(Date.now() / 1000) + 2 });
    assert.equal((await world.call("presto", short)).status, 200);
    await until("the token ends", async () => (await world.call("presto", short)).status === 401);
  });
});
