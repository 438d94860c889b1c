/** How a token is read by its provider's description. */
import assert from "node:assert/strict";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import { type Caller, TokenError, type TokenVerifier, tokenVerifier } from "@drawbridge/hosted/token";
import { type Claims, makeKey, startIssuer, type TestIssuer } from "../../../support/identity/issuer.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a token, read by its provider's description", () => {
  let issuer: TestIssuer;
  let verifier: TokenVerifier | undefined;
  before(async () => {
    issuer = await startIssuer();
  });
  after(() => issuer.stop());
  afterEach(() => verifier?.close());

  const using = (description: Omit<ProviderDescription, "issuer">): TokenVerifier => {
    verifier?.close();
    verifier = tokenVerifier([{ issuer: issuer.url, ...description }], { of: "broker" });
    return verifier;
  };
  const read = async (description: Omit<ProviderDescription, "issuer">, claims: Claims): Promise<Caller> =>
    using(description).verify(await issuer.mint(claims));
  const refusal = (reading: Promise<unknown>): Promise<TokenError> =>
    reading.then(
      () => assert.fail("It was accepted."),
      (error: unknown) => (error instanceof TokenError ? error : assert.fail(String(error))),
    );
  const without = { client_id: undefined };

  it(verifies("idp.described", "The client is in the first of the configured claims that the token has"), async () => {
    for (const claim of ["azp", "appid", "cid"]) {
      const caller = await read({}, { ...without, [claim]: "drawbridge-broker" });
      assert.deepEqual([caller.clientId, caller.client, caller.surface], ["drawbridge-broker", "broker", "local"]);
    }
    assert.equal((await read({}, { client_id: "other", azp: "drawbridge-broker" })).client, "unknown");
    assert.equal((await read({ claims: { client: ["x.id"] } }, { ...without, x: { id: "a" } })).clientId, "a");
    const { code, message } = await refusal(read({ claims: { client: ["azp"] } }, { cid: "drawbridge-broker" }));
    assert.equal(code, "unreadable-claims");
    assert.match(message, /has none of the claims azp \(setting claims\.client\)/);
  });

  it(verifies("idp.described", "The client's role and surface follow from the description"), async () => {
    const description: Omit<ProviderDescription, "issuer"> = {
      broker: { clientIds: ["a", "b"] },
      approver: { clientIds: ["c"] },
      surfaces: { bot: "chat-bot" },
    };
    const roles = {
      a: ["broker", "local"],
      b: ["broker", "local"],
      c: ["approver", null],
      bot: ["application", "chat-bot"],
    };
    for (const [client_id, role] of Object.entries({ ...roles, toString: ["unknown", null] })) {
      const { client, surface } = await read(description, { client_id });
      assert.deepEqual([client, surface], role, client_id);
    }
  });

  it(
    verifies("idp.described", "Groups are a list or one text, at the configured path, under the configured names"),
    async () => {
      assert.deepEqual((await read({}, { groups: "ads-eng" })).groups, ["ads-eng"]);
      const realm = { groups: ["infra"], realm_access: { roles: ["ads-eng", "other"] } };
      assert.deepEqual((await read({ claims: { groups: "realm_access.roles" } }, realm)).groups, ["ads-eng", "other"]);
      const mapped = { claims: { groups: "realm_access.roles" }, groupNames: { map: { "ads-eng": "infra" } } };
      assert.deepEqual((await read(mapped, realm)).groups, ["infra"]);
      assert.deepEqual((await read({ claims: { groups: "x.groups" } }, { groups: ["infra"] })).groups, []);
      const { message } = await refusal(
        read({ claims: { groups: "realm_access.roles" } }, { realm_access: { roles: [7] } }),
      );
      assert.match(message, /the claim realm_access\.roles of your token/);
    },
  );

  it(verifies("idp.described", "A person's id is in the configured claim, after the provider's prefix"), async () => {
    const caller = await read({ claims: { user: "oid", userPrefix: "emea:" } }, { sub: "S2", oid: "7d0c" });
    assert.deepEqual([caller.user, caller.claim], ["emea:7d0c", "oid"]);
    const { message } = await refusal(read({ claims: { user: "oid", userPrefix: "emea:" } }, { oid: " " }));
    assert.match(message, /the claim oid/);
  });

  it(verifies("idp.described", "Audiences, token types and algorithms are those of the description"), async () => {
    const audiences = { broker: { audiences: ["api://x", "1f2e"] } };
    await read(audiences, { aud: ["y", "1f2e"] });
    assert.match((await refusal(read(audiences, {}))).message, /claim aud/);
    await read({ tokenTypes: ["AT+JWT"] }, {});
    await read({ tokenTypes: ["application/at+jwt", "at+jwt"] }, {});
    assert.match((await refusal(read({ tokenTypes: ["JWT"] }, {}))).message, /\(typ\)/);
    assert.match((await refusal(read({ algorithms: ["RS256"] }, {}))).message, /setting algorithms/);
    for (const algorithm of ["RS256", "PS384", "ES512", "EdDSA"] as const) {
      issuer.keys = [await makeKey(algorithm, algorithm)];
      await read({ algorithms: [algorithm] }, {});
    }
  });

  it(
    verifies("idp.described", "The clock's tolerance is that of the description, and never helps an expired token"),
    async () => {
      const second = Math.floor(Date.now() / 1000);
      await read({ clockToleranceSeconds: 300 }, { nbf: second + 200, iat: second + 200 });
      const { code, message } = await refusal(read({ clockToleranceSeconds: 0 }, { iat: second + 30 }));
      assert.deepEqual([code, /clock/.test(message)], ["not-ours", true]);
      assert.equal((await refusal(read({ clockToleranceSeconds: 300 }, { exp: second - 1 }))).code, "invalid");
    },
  );

  it(
    verifies("idp.described", "A token that is no JWT is refused with the settings that may help, not with a sign-in"),
    async () => {
      for (const token of ["ya29.a0AfH6SMBx", "opaque", "..", "a.b.c", "", `${"x".repeat(40)}.y`]) {
        const { code, message } = await refusal(using({}).verify(token));
        assert.equal(code, "not-ours");
        assert.match(message, /not a JWT.*settings resource, audience, scopes and token/);
      }
    },
  );

  it(
    verifies("idp.new-key", "A token of a key that was published after the last reading is accepted at once"),
    async () => {
      const reader = using({});
      issuer.keys = [await makeKey("before")];
      await reader.verify(await issuer.mint());
      for (const kid of ["after-1", "after-2"]) {
        issuer.keys = [await makeKey(kid), ...issuer.keys];
        const many = await Promise.all([{}, { sub: "grace" }, { sub: "alan" }].map((claims) => issuer.mint(claims)));
        await Promise.all(many.map((token) => reader.verify(token)));
      }
    },
  );

  it(verifies("idp.new-key", "Tokens with unknown keys cause at most one request for keys in a second"), async () => {
    const reader = using({});
    issuer.keys = [await makeKey("known")];
    await reader.verify(await issuer.mint());
    const [before, at] = [issuer.fetches(), performance.now()];
    const forged = await makeKey("forged");
    const tokens = await Promise.all(
      Array.from({ length: 30 }, (_, index) => issuer.mint({ sub: `${index}` }, forged)),
    );
    await Promise.all(tokens.map((token) => refusal(reader.verify(token))));
    const seconds = (performance.now() - at) / 1000;
    assert.ok(issuer.fetches() - before <= 1 + seconds, `${issuer.fetches() - before} requests in ${seconds} s`);
  });

  it(verifies("idp.keys-kept", "The provider's last keys verify tokens while it is away"), async () => {
    const reader = using({});
    issuer.keys = [await makeKey("kept")];
    await reader.verify(await issuer.mint());
    const [good, unknown] = [await issuer.mint({ sub: "grace" }), await issuer.mint({}, await makeKey("other"))];
    await issuer.stop();
    try {
      assert.equal((await reader.verify(good)).user, "grace");
      assert.equal((await refusal(reader.verify(unknown))).code, "issuer-unavailable");
      assert.equal((await reader.verify(good)).user, "grace");
    } finally {
      await issuer.start();
    }
  });

  it(
    verifies(
      "idp.trouble",
      "A token that is signed for another service is refused for its audience, not with a sign-in",
    ),
    async () => {
      const graph = { aud: "00000003-0000-0000-c000-000000000000" };
      const { code, message } = await refusal(using({}).verify(await issuer.mint(graph, await makeKey("graph"))));
      assert.deepEqual([code, /claim aud/.test(message)], ["not-ours", true]);
    },
  );

  it(
    verifies("idp.several", "The iss of a token chooses its provider, and the keys of one sign nothing of another"),
    async () => {
      const other = await startIssuer();
      const both = tokenVerifier(
        [
          { issuer: issuer.url, claims: { userPrefix: "" } },
          { issuer: other.url, broker: { clientIds: ["b"] }, claims: { user: "oid", userPrefix: "b:" } },
        ],
        { of: "broker" },
      );
      try {
        assert.equal((await both.verify(await issuer.mint())).user, "ada");
        const ofOther = await both.verify(await other.mint({ oid: "ada", client_id: "b" }));
        assert.deepEqual([ofOther.user, ofOther.client], ["b:ada", "broker"]);
        assert.equal((await both.verify(await other.mint({ oid: "ada" }))).client, "unknown");
        assert.equal((await refusal(both.verify(await issuer.mint({ iss: other.url, oid: "ada" })))).code, "invalid");
        assert.equal((await refusal(both.verify(await other.mint({ iss: issuer.url })))).code, "invalid");
        assert.match((await refusal(both.verify(await other.mint({ iss: `${other.url}/` })))).message, /claim iss/);
      } finally {
        both.close();
        await other.stop();
      }
    },
  );
});
