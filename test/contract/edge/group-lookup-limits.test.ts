/** The limits of look-ups of groups, and what a look-up that failed leaves in the log. */
import assert from "node:assert/strict";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import { type LookupFailure, TokenError, type TokenVerifier, tokenVerifier } from "@drawbridge/hosted/token";
import { until } from "../../support/clocks/until.ts";
import { edgeProcess } from "../../support/edge-suite/edge-process.ts";
import { startWorld } from "../../support/edge-suite/world.ts";
import { startDirectory, type TestDirectory } from "../../support/identity/directory.ts";
import { startIssuer, type TestIssuer } from "../../support/identity/issuer.ts";
import { verifies } from "../../support/verifies.ts";

const secret = "the operator's secret";

describe("the limits of look-ups of groups", function () {
  this.timeout(30_000);
  let issuer: TestIssuer;
  let directory: TestDirectory;
  let verifiers: TokenVerifier[];
  let failures: LookupFailure[];
  beforeEach(async () => {
    [issuer, directory] = await Promise.all([startIssuer(), startDirectory()]);
    [verifiers, failures] = [[], []];
  });
  afterEach(async () => {
    for (const each of verifiers) each.close();
    await Promise.all([issuer.stop(), directory.close()]);
  });

  const pathOf = (user: string) => `/users/${user}/groups`;
  const groupsWith = (more: object = {}) => {
    const url = `${directory.url}/users/{user}/groups`;
    const description: ProviderDescription = {
      ...{ issuer: issuer.url, groupLookup: { kind: "directory", url, ...more } },
    };
    const verifier = tokenVerifier([description], {
      ...{ of: "broker", groupsSecret: secret, onLookupFailure: (failure) => failures.push(failure) },
    });
    verifiers.push(verifier);
    return async (user: string) =>
      (await verifier.verify(await issuer.mint({ sub: user, groups: undefined, email: `${user}@private` }))).groups;
  };
  const refusal = (groups: Promise<unknown>): Promise<TokenError> =>
    groups.then(
      () => assert.fail("it was accepted"),
      (error: unknown) => {
        assert.ok(error instanceof TokenError, String(error));
        return error;
      },
    );
  const group = (id: string) => ({ value: [{ id }] });

  it(
    verifies("groups.lookup-limits", "Fifty look-ups run at a time, and one more is refused until another has ended"),
    async () => {
      const answer = Promise.withResolvers<object>();
      const users = Array.from({ length: 50 }, (_, index) => `user-${index}`);
      for (const user of users) directory.answers.set(pathOf(user), answer.promise);
      const groupsOf = groupsWith();
      const all = Promise.all(users.map(groupsOf));
      await until("fifty are under way", () => directory.requests.length === 50);
      const { code, message } = await refusal(groupsOf("user-50"));
      assert.equal(code, "busy");
      assert.match(message, /Too many users' groups .* Try again in a moment/);
      // A user whose look-up is under way waits for it, and takes no other place.
      const same = groupsOf("user-7");
      answer.resolve(group("ads-eng"));
      assert.deepEqual(new Set([...(await all).flat(), ...(await same)]), new Set(["ads-eng"]));
      directory.answers.set(pathOf("user-50"), group("infra"));
      assert.deepEqual(await groupsOf("user-50"), ["infra"]);
      assert.equal(directory.requests.length, 51);
      assert.deepEqual(
        failures.map(({ endpoint, status }) => [endpoint, status]),
        [["directory", null]],
      );
    },
  );

  it(verifies("groups.lookup-limits", "A look-up that failed gives its place back"), async () => {
    const groupsOf = groupsWith();
    for (let round = 0; round < 3; round += 1) {
      const refusals = await Promise.all(Array.from({ length: 50 }, (_, index) => refusal(groupsOf(`gone-${index}`))));
      for (const { code } of refusals) assert.equal(code, "issuer-unavailable");
    }
    directory.answers.set(pathOf("ada"), group("ads-eng"));
    assert.deepEqual(await groupsOf("ada"), ["ads-eng"]);
  });

  it(verifies("groups.lookup-limits", "A directory that does not answer is given up after 5 seconds"), async () => {
    const answer = Promise.withResolvers<object>();
    directory.answers.set(pathOf("ada"), answer.promise);
    const { code } = await refusal(groupsWith()("ada"));
    assert.equal(code, "issuer-unavailable");
    const [failure, another] = failures;
    assert.equal(another, undefined);
    assert.deepEqual([failure?.status, failure?.reason], [null, "no whole answer within 5 seconds"]);
    assert.ok((failure?.ms ?? 0) >= 4_900 && (failure?.ms ?? 0) < 15_000, String(failure?.ms));
    answer.resolve({});
  });

  const pages = (count: number): void => {
    const at = (page: number) => (page === 1 ? pathOf("ada") : `${pathOf("ada")}?page=${page}`);
    for (let page = 1; page <= count; page += 1) {
      const next = page === count ? {} : { "@odata.nextLink": `${directory.url}${at(page + 1)}` };
      directory.answers.set(at(page), { ...group(`g-${page}`), ...next });
    }
  };
  it(verifies("groups.lookup-limits", "Fifty pages of groups are read whole"), async () => {
    pages(50);
    const groups = await groupsWith()("ada");
    assert.deepEqual([groups.length, groups[0], groups[49]], [50, "g-1", "g-50"]);
  });
  it(
    verifies("groups.lookup-limits", "A directory with 51 pages is refused, and not read as one with 50"),
    async () => {
      pages(51);
      const { code, message } = await refusal(groupsWith()("ada"));
      assert.equal(code, "unreadable-claims");
      assert.match(message, /more than 50 pages of groups/);
      assert.equal(directory.requests.length, 50);
      assert.match(failures[0]?.reason ?? "", /more than 50 pages/);
    },
  );

  it(
    verifies("groups.lookup-logged", "A failed look-up is reported by kind, status and reason, with no person"),
    async () => {
      const client = { clientId: "drawbridge", tokenUrl: `${directory.url}/token`, scope: "Group.Read" };
      const cases: readonly (readonly [answer: number | object | string, status: number | null, reason: RegExp])[] = [
        [500, 500, /^it answered HTTP 500$/],
        [401, 401, /HTTP 401/],
        [302, 302, /HTTP 302/],
        ["<html>jane-of-private", 200, /^its answer is not a JSON object$/],
        ["[]", 200, /not a JSON object/],
        [{ value: ["x".repeat(5_000_000)] }, 200, /more than 4194304 bytes/],
        [{ value: "jane-of-private" }, null, /settings groupLookup\.list and groupLookup\.name/],
        [{ value: [], "@odata.nextLink": "https://elsewhere.example/jane-of-private" }, null, /another address/],
      ];
      for (const [answer, status, reason] of cases) {
        directory.answers.set(pathOf("jane-of-private"), answer);
        await refusal(groupsWith()("jane-of-private"));
        const last = failures.at(-1);
        assert.deepEqual([last?.provider, last?.endpoint, last?.status], [issuer.url, "directory", status]);
        assert.match(last?.reason ?? "", reason);
      }
      await refusal(groupsWith({ client })("jane-of-private"));
      directory.answers.set("/token", { token: "other" });
      await refusal(groupsWith({ client })("jane-of-private"));
      const lastTwo = failures.slice(-2).map(({ endpoint, status, reason }) => [endpoint, status, reason]);
      assert.deepEqual(lastTwo, [
        ["directory-token", 404, "it answered HTTP 404"],
        ["directory-token", 200, "its answer has no access_token"],
      ]);
      await directory.close();
      await refusal(groupsWith()("jane-of-private"));
      assert.match(failures.at(-1)?.reason ?? "", /^it cannot be reached \(ECONNREFUSED\)$/);
      for (const failure of failures) {
        assert.doesNotMatch(JSON.stringify(failure), /jane|private|operator's secret|eyJ|users\//);
        assert.ok(Number.isInteger(failure.ms) && failure.ms >= 0);
      }
      assert.equal(failures.length, cases.length + 3);
    },
  );

  it(verifies("groups.lookup-logged", "A failed look-up at userinfo is reported as such"), async () => {
    issuer.userinfo = `${directory.url}/userinfo`;
    directory.answers.set("/userinfo", 503);
    const verifier = tokenVerifier([{ issuer: issuer.url, groupLookup: { kind: "userinfo" } }], {
      ...{ of: "broker", onLookupFailure: (failure) => failures.push(failure) },
    });
    verifiers.push(verifier);
    await refusal(verifier.verify(await issuer.mint({ groups: undefined })));
    assert.deepEqual([failures[0]?.endpoint, failures[0]?.status], ["userinfo", 503]);
  });

  it(
    verifies("groups.lookup-logged", "The edge logs why a look-up failed, and neither who nor by which secret"),
    async () => {
      const edge = edgeProcess();
      const url = `${directory.url}/users/{user}/groups`;
      const identityProviders: ProviderDescription[] = [
        { issuer: issuer.url, groupLookup: { kind: "directory", url } },
      ];
      const world = await startWorld(edge.start, { groupsSecret: secret }, { identityProviders, groupsSecret: secret });
      try {
        directory.answers.set(pathOf("jane-of-private"), 429);
        const token = await issuer.mint({ sub: "jane-of-private", groups: undefined });
        assert.equal((await world.call("presto", token)).status, 503);
        await until("it is logged", () => edge.logs().includes("could not be looked up, so that user was refused"));
        const line =
          edge
            .logs()
            .split("\n")
            .find((each) => each.includes("could not be looked up")) ?? "";
        assert.match(line, /"level":40,.*"endpoint":"directory","status":429,"reason":"it answered HTTP 429"/);
        assert.ok(line.includes(`"provider":"${issuer.url}"`) && /"ms":\d+/.test(line), line);
        for (const never of ["jane-of-private", secret, token, "/users/"])
          assert.equal(edge.logs().includes(never), false, never);
      } finally {
        await world.close();
      }
    },
  );
});
