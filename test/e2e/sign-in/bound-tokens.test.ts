import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { clientHeader } from "@drawbridge/contracts/client-release";
import { oauthClients } from "@drawbridge/contracts/oauth";
import type { Part } from "@drawbridge/contracts/part";
import { WellKnown } from "@drawbridge/contracts/registry";
import { startEdge } from "@drawbridge/edge/start";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { z } from "zod";
import type { AccessToken, Session } from "../../../proxy/contracts/session.ts";
import { signInAsDemoUser } from "../../../proxy/identity/demo-user.ts";
import { connectIssuer } from "../../../proxy/identity/issuer.ts";
import { openSession, type SessionParts } from "../../../proxy/identity/session.ts";
import { handed, type Tokens } from "../../../proxy/identity/tokens.ts";
import type { Fetch } from "../../../proxy/network/fetch.ts";
import { until } from "../../support/clocks/until.ts";
import { startUpstream, type Upstream } from "../../support/edge-suite/upstream.ts";
import { makeSenderKey, proven } from "../../support/identity/sender-key.ts";
import { temporaryHome } from "../../support/identity/sign-in.ts";
import { startTestIdentity, type TestIdentity } from "../../support/identity/test-identity.ts";
import { send } from "../../support/network/http.ts";
import { freePort } from "../../support/network/listening.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

const Kept = z.object({ plain: z.string() });
const KeptTokens = z.object({ accessToken: z.string(), refreshToken: z.string() });

describe("a sign-in whose tokens are bound to a key", () => {
  let identity: TestIdentity;
  let registry: TestRegistry;
  let presto: Upstream;
  let edge: Part;
  let wellKnown: WellKnown;
  let home: ReturnType<typeof temporaryHome>;
  let open: Session[] = [];

  before("start the provider, the registry and the edge, which demand proof", async () => {
    [identity, presto] = await Promise.all([startTestIdentity(), startUpstream()]);
    const edgeUrl = `http://127.0.0.1:${await freePort()}`;
    registry = await startTestRegistry({ issuer: identity.url, edgeUrl, requireProof: true });
    await registry.announce(manifestOf("presto"), presto.url);
    const { url: registryUrl, settings } = registry;
    edge = await startEdge({
      ...{ port: Number(new URL(edgeUrl).port), url: edgeUrl, registryUrl, rootSecret: settings.rootSecret },
      ...{ logLevel: "silent", requireProof: true },
    });
    await until("the edge is ready", async () => (await send(`${edgeUrl}/readyz`)).status === 200);
    wellKnown = WellKnown.parse(await (await fetch(`${registryUrl}/.well-known/drawbridge`)).json());
  });
  after(async () => {
    await edge.close();
    await Promise.all([registry.close(), identity.close(), presto.close()]);
  });
  beforeEach(() => {
    home = temporaryHome();
  });
  afterEach(async () => {
    await Promise.all(open.map((session) => session.close()));
    open = [];
    home.dispose();
  });

  const opened = async (parts: Partial<SessionParts> = {}): Promise<Session> => {
    const session = await openSession(home, parts);
    open.push(session);
    return session;
  };
  const trip = async (fetch?: Fetch): Promise<Tokens> => signInAsDemoUser(await connectIssuer(wellKnown, fetch), "ada");
  const signedIn = async (parts: Partial<SessionParts> = {}): Promise<Session> => {
    const session = await opened(parts);
    await session.signIn(wellKnown, handed(await trip()));
    return session;
  };
  const addresses = () => [new URL(`${edge.url}/mcp/presto`), new URL(`${registry.url}/api/v1/me/servers`)];
  const ask = (url: URL, token: AccessToken) =>
    send(url.href, { headers: Object.entries(token.headersFor({ method: "GET", url })).flat() });
  const assertServes = async (token: AccessToken): Promise<void> => {
    for (const url of addresses()) assert.equal((await ask(url, token)).status, 200, url.href);
  };
  const keyFiles = () => readdirSync(home.folder).filter((name) => name.startsWith("sender-key-"));
  /** The tokens in a copy of the session's file. */
  const copied = () =>
    KeptTokens.parse(JSON.parse(Kept.parse(JSON.parse(readFileSync(home.secretFile, "utf8"))).plain));

  it(
    verifies(
      "sign-in.bound",
      "A bound session reaches the edge and the registry, which require proofs, also after a refresh",
    ),
    async () => {
      let now = Date.now();
      const session = await signedIn({ now: () => now });
      assert.equal(session.bound, true);
      const first = await session.accessToken();
      await assertServes(first);
      now += 9.5 * 60_000;
      const second = await session.accessToken();
      assert.notEqual(second.reveal(), first.reveal());
      now -= 9.5 * 60_000;
      await assertServes(second);
    },
  );

  it(verifies("sign-in.bound", "A copy of the session's file is refused everywhere without the key"), async () => {
    await signedIn();
    const { accessToken, refreshToken } = copied();
    const thief = await makeSenderKey();
    for (const { href: url } of addresses()) {
      const headers = [
        ["Authorization", `Bearer ${accessToken}`],
        proven(accessToken),
        proven(accessToken, await thief.prove({ url, token: accessToken })),
      ];
      for (const shown of headers) assert.equal((await send(url, { headers: shown })).status, 401, shown.join(" "));
    }
    const endpoint = `${identity.url}/token`;
    for (const proof of [undefined, await thief.prove({ method: "POST", url: endpoint, token: null })]) {
      const response = await fetch(endpoint, {
        method: "POST",
        headers: proof === undefined ? {} : { dpop: proof },
        body: new URLSearchParams({
          ...{ grant_type: "refresh_token", refresh_token: refreshToken, client_id: oauthClients.broker },
        }),
      });
      assert.equal(response.status, 400, await response.text());
    }
  });

  it(
    verifies("sign-in.bound", "The session's file holds no private key, and a key is deleted when its sign-in is over"),
    async () => {
      const session = await signedIn();
      assert.doesNotMatch(readFileSync(home.secretFile, "utf8"), /"d\\?"/);
      const [before, ...others] = keyFiles();
      assert.ok(before !== undefined && others.length === 0);
      await session.signIn(wellKnown, handed(await trip()));
      const [after, ...more] = keyFiles();
      assert.ok(after !== undefined && after !== before && more.length === 0);
      await session.signOut();
      assert.deepEqual(keyFiles(), []);
    },
  );

  it(
    verifies(
      "sign-in.durable",
      "A bound session continues in the next broker, and asks for a new sign-in if its key is gone",
    ),
    async () => {
      await (await signedIn()).close();
      const next = await opened();
      await assertServes(await next.accessToken());
      await next.close();
      for (const file of keyFiles()) rmSync(join(home.folder, file));
      const last = await opened();
      assert.equal(last.state, "expired");
      await assert.rejects(last.accessToken(), { code: "session-expired", message: /drawbridge login/ });
    },
  );

  it(
    verifies(
      "sign-in.proof-clock",
      "A bound session works on a machine whose clock is an hour wrong, without a new token",
    ),
    async () => {
      for (const hours of [-1, 1]) {
        const session = await signedIn({ now: () => Date.now() + hours * 3_600_000 });
        const token = await session.accessToken();
        const [url] = addresses();
        assert.ok(url !== undefined);
        const refused = await ask(url, token);
        assert.equal(refused.status, 401);
        const again = await session.renewed(token, {
          challenge: refused.headers["www-authenticate"] ?? null,
          date: refused.headers.date ?? null,
        });
        assert.equal(again.reveal(), token.reveal());
        await assertServes(again);
        await assertServes(await session.accessToken());
      }
    },
  );

  it("A bound session makes a new proof for each request", async () => {
    const token = await (await signedIn()).accessToken();
    const [url] = addresses();
    assert.ok(url !== undefined);
    const proofs = Array.from({ length: 100 }, () => token.headersFor({ method: "POST", url }).dpop ?? "");
    assert.equal(new Set(proofs.map((proof) => decodeJwt(proof).jti)).size, 100);
    assert.equal(decodeJwt(proofs[0] ?? "").htu, url.href);
    const { jwk } = decodeProtectedHeader(proofs[0] ?? "");
    assert.deepEqual(Object.keys(jwk ?? {}).sort(), ["crv", "kty", "x", "y"]);
  });

  it(verifies("sign-in.bound", "A bound session shows its key in no dump, message or status"), async () => {
    const session = await signedIn();
    const [file = ""] = keyFiles();
    const { plain } = Kept.parse(JSON.parse(readFileSync(join(home.folder, file), "utf8")));
    const { d } = z.object({ d: z.string() }).parse(JSON.parse(plain));
    const token = await session.accessToken();
    const shown = [
      inspect(token, { depth: 9, showHidden: true }),
      JSON.stringify(token),
      inspect(session, { depth: 9 }),
    ];
    assert.ok(shown.every((text) => !text.includes(d) && !text.includes(token.reveal())));
  });

  it(verifies("sign-in.bound", "A bound session sends the provider's nonce if the provider asks for one"), async () => {
    const endpoint = `${identity.url}/token`;
    const stale = await makeSenderKey();
    const { headers } = await fetch(endpoint, {
      method: "POST",
      headers: { dpop: await stale.prove({ method: "POST", url: endpoint, token: null }, { claims: { iat: 1 } }) },
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: oauthClients.broker }),
    });
    const nonce = headers.get("dpop-nonce");
    assert.ok(nonce !== null);
    const nonces: unknown[] = [];
    const demanding: Fetch = async (input, init) => {
      const proof = new Headers(init?.headers).get("dpop");
      if (proof === null) return fetch(input, init);
      nonces.push(decodeJwt(proof).nonce);
      if (nonces.length > 1) return fetch(input, init);
      return Response.json({ error: "use_dpop_nonce" }, { status: 400, headers: { "dpop-nonce": nonce } });
    };
    const tokens = await trip(demanding);
    assert.deepEqual(nonces, [undefined, nonce]);
    assert.deepEqual(decodeJwt(tokens.accessToken.reveal()).cnf, { jkt: tokens.key?.thumbprint });
  });

  it(
    verifies(
      "sign-in.unbound",
      "A session is unbound, and works, if the provider binds nothing, or ignores or refuses the proof",
    ),
    async () => {
      const withoutMetadata: Fetch = async (input, init) => {
        const response = await fetch(input, init);
        if (!String(input).includes("openid-configuration")) return response;
        const { dpop_signing_alg_values_supported: _, ...metadata } = z
          .looseObject({ dpop_signing_alg_values_supported: z.unknown() })
          .parse(await response.json());
        return Response.json(metadata);
      };
      const ignoring: Fetch = (input, init) => {
        const headers = new Headers(init?.headers);
        headers.delete("dpop");
        return fetch(input, { ...init, headers });
      };
      /**
       * As behind a gateway that changes the provider's address, so that no proof names the address that the provider
       * knows.
       */
      const refusing: Fetch = (input, init) =>
        new Headers(init?.headers).has("dpop")
          ? Promise.resolve(Response.json({ error: "invalid_dpop_proof" }, { status: 400 }))
          : fetch(input, init);
      for (const provider of [withoutMetadata, ignoring, refusing]) {
        const tokens = await trip(provider);
        assert.equal(tokens.key, undefined);
        assert.equal(decodeJwt(tokens.accessToken.reveal()).cnf, undefined);
        const session = await opened();
        await assert.rejects(
          session.signIn(wellKnown, handed(tokens)),
          /bound to a key/,
          "where a registry demands it",
        );
        await session.signIn({ ...wellKnown, api: "http://127.0.0.1:9" }, handed(tokens));
        const [url] = addresses();
        assert.ok(url !== undefined);
        const headers = (await session.accessToken()).headersFor({ method: "GET", url });
        const { [clientHeader]: program, ...proofs } = headers;
        assert.match(program ?? "", /^broker\//);
        assert.deepEqual(proofs, { authorization: `Bearer ${tokens.accessToken.reveal()}` });
        assert.equal(session.bound, false);
        await session.close();
      }
    },
  );
});
