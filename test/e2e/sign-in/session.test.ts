import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { inspect } from "node:util";
import type { Session } from "../../../proxy/contracts/session.ts";
import { openSession } from "../../../proxy/identity/session.ts";
import { until } from "../../support/clocks/until.ts";
import { IssuerGate } from "../../support/fault-ports/issuer-gate.ts";
import { startTestRegistry, type TestRegistry, temporaryHome, wellKnownFor } from "../../support/identity/sign-in.ts";
import { startTestIdentity, type TestIdentity } from "../../support/identity/test-identity.ts";
import { listening } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";

describe("sessions", () => {
  let identity: TestIdentity;
  let gate: IssuerGate;
  let registry: TestRegistry;
  let home: ReturnType<typeof temporaryHome>;
  let clock: number;
  const sessions: Session[] = [];
  const now = () => clock;
  const expiry = () => {
    clock += 601_000;
  };

  before(async () => {
    identity = await startTestIdentity();
  });
  after(() => identity.close());
  beforeEach(async () => {
    gate = await new IssuerGate(identity).listen();
    registry = await startTestRegistry(gate.url);
    home = temporaryHome();
    clock = Date.now();
  });
  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.close();
    gate.close();
    await registry.close();
    home.dispose();
  });

  const open = async () => {
    const session = await openSession(home, { now });
    sessions.push(session);
    return session;
  };
  const signedIn = async (user = "ada") => {
    const session = await open();
    await session.signIn(wellKnownFor(gate.url, registry.url), await identity.tokens(user));
    return session;
  };
  const refreshTokenOnDisk = () => JSON.parse(JSON.parse(readFileSync(home.secretFile, "utf8")).plain).refreshToken;

  it("A session is signed out at first, and says what to do", async () => {
    const session = await open();
    assert.deepEqual([session.state, session.user, session.wellKnown], ["signed-out", null, null]);
    await assert.rejects(session.accessToken(), { code: "not-signed-in", message: /drawbridge login/ });
    await session.signOut();
  });

  it("A session takes the tokens of the program that ran the sign-in, and notifies its listeners", async () => {
    const session = await open();
    let notifications = 0;
    const stop = session.onChange(() => {
      notifications += 1;
    });
    const tokens = await identity.tokens("ada");
    await session.signIn(wellKnownFor(gate.url, registry.url), tokens);
    assert.equal(session.state, "signed-in");
    assert.deepEqual(session.user, { name: "ada", groups: ["ads-eng"] });
    assert.equal((await session.accessToken()).reveal(), tokens.accessToken);
    assert.equal(notifications, 1);
    stop();
    await session.signOut();
    assert.equal(notifications, 1);
  });

  it(
    verifies("sign-in.one-refresh", "A session refreshes once at the provider for fifty calls at expiry"),
    async () => {
      const session = await signedIn();
      expiry();
      const tokens = await Promise.all(Array.from({ length: 50 }, () => session.accessToken()));
      assert.equal(new Set(tokens.map((token) => token.reveal())).size, 1);
      assert.equal(gate.tokenRequests, 1);
      expiry();
      await session.accessToken();
      assert.equal(gate.tokenRequests, 2, "and goes on with the rotated token");
    },
  );

  it(
    verifies("sign-in.rejected-token", "A session renews a token that a server rejected once for all callers"),
    async () => {
      const session = await signedIn();
      const rejected = await session.accessToken();
      const renewed = await Promise.all(Array.from({ length: 50 }, () => session.renewed(rejected)));
      assert.equal(gate.tokenRequests, 1);
      assert.notEqual(renewed[0]?.reveal(), rejected.reveal());
    },
  );

  it("A session works with tokens that live two seconds", async () => {
    const session = await open();
    identity.setAccessTokenSeconds(2);
    await session.signIn(wellKnownFor(gate.url, registry.url), await identity.tokens("ada", { seconds: 2 }));
    identity.setAccessTokenSeconds(2);
    for (let turn = 1; turn <= 3; turn += 1) {
      clock += 1_700;
      await session.accessToken();
      assert.equal(gate.tokenRequests, turn);
    }
    identity.setAccessTokenSeconds(600);
  });

  it(verifies("sign-in.on-disk-first", "A session has a rotated token on disk before a caller gets it"), async () => {
    const session = await signedIn();
    const before = refreshTokenOnDisk();
    expiry();
    await session.accessToken();
    const rotated = refreshTokenOnDisk();
    assert.notEqual(rotated, before);
    const next = await open();
    expiry();
    await next.accessToken();
    assert.notEqual(refreshTokenOnDisk(), rotated, "a broker that starts now goes on from there");
  });

  it(
    verifies("sign-in.on-disk-first", "A session gives out no token that it could not store, says where, and recovers"),
    async () => {
      // Root can write to a read-only folder, so the test replaces the folder by a file.
      const session = await signedIn();
      await rename(home.folder, `${home.folder}-away`);
      await writeFile(home.folder, "a file where the folder should be");
      try {
        expiry();
        await assert.rejects(session.accessToken(), {
          code: "unreachable",
          message: new RegExp(`saved in ${home.folder}`),
        });
      } finally {
        await rm(home.folder);
        await rename(`${home.folder}-away`, home.folder);
      }
      await session.accessToken();
      assert.equal(gate.tokenRequests, 1, "the token that was rotated is kept, not asked for again");
      expiry();
      await session.accessToken();
    },
  );

  it(verifies("sign-in.durable", "A session outlives its broker without a new sign-in"), async () => {
    const first = await signedIn("ines");
    const token = (await first.accessToken()).reveal();
    await first.close();
    const second = await open();
    assert.equal(second.state, "signed-in");
    assert.deepEqual(second.user, { name: "ines", groups: ["infra"] });
    assert.equal(second.wellKnown?.registry, registry.url);
    assert.equal((await second.accessToken()).reveal(), token);
    assert.equal(gate.tokenRequests, 0);
  });

  it(
    verifies("sign-in.killed-refresh", "A session is over if a refresh was begun and its end is not known"),
    async () => {
      await signedIn();
      const session = JSON.parse(readFileSync(home.secretFile, "utf8"));
      const begun = JSON.stringify({ ...JSON.parse(session.plain), renewing: true });
      await writeFile(home.secretFile, JSON.stringify({ plain: begun }));
      const next = await open();
      assert.equal(next.state, "expired");
      await assert.rejects(next.accessToken(), { code: "session-expired", message: /drawbridge login/ });
      assert.equal(gate.tokenRequests, 0);
    },
  );

  it(verifies("sign-in.killed-refresh", "A session renews nothing if another broker has taken over"), async () => {
    await signedIn();
    const left = await openSession(home, { now, alone: () => false });
    sessions.push(left);
    expiry();
    await assert.rejects(left.accessToken(), { code: "unreachable", message: /being replaced/ });
    assert.equal(gate.tokenRequests, 0);
  });

  it(
    verifies("sign-in.killed-refresh", "A session keeps its refresh token if the provider was not reached, or refused"),
    async () => {
      const session = await signedIn();
      expiry();
      gate.status = 503;
      await assert.rejects(session.accessToken(), { code: "unreachable" });
      assert.equal(JSON.parse(JSON.parse(readFileSync(home.secretFile, "utf8")).plain).renewing, undefined);
      await session.close();
      gate.status = null;
      const next = await open();
      await next.accessToken();
      assert.equal(next.state, "signed-in");
    },
  );

  it(
    verifies(
      "sign-in.expired",
      "A session ends if the provider says so, notifies its listeners, and then answers at once",
    ),
    async () => {
      const session = await signedIn();
      const { refreshToken } = await identity.tokens("omar");
      let notifications = 0;
      session.onChange(() => {
        notifications += 1;
      });
      await revoke(identity.url, refreshTokenOnDisk());
      await revoke(identity.url, refreshToken);
      expiry();
      const answers = await Promise.allSettled(Array.from({ length: 50 }, () => session.accessToken()));
      assert.ok(answers.every((answer) => answer.status === "rejected" && answer.reason.code === "session-expired"));
      assert.deepEqual([session.state, notifications, gate.tokenRequests], ["expired", 1, 1]);
      assert.equal(session.user?.name, "ada", "so that a person knows whose session it was");
      await assert.rejects(session.accessToken(), { code: "session-expired", message: /drawbridge login/ });
      assert.equal(gate.tokenRequests, 1);
      assert.doesNotMatch(readFileSync(home.secretFile, "utf8"), /efreshToken/);
      const next = await open();
      assert.equal(next.state, "expired");
    },
  );

  it(verifies("sign-in.expired", "A session ends if another program stole and used its refresh token"), async () => {
    const session = await signedIn();
    const stolen = refreshTokenOnDisk();
    expiry();
    await session.accessToken();
    await refreshWith(identity.url, stolen);
    expiry();
    await assert.rejects(session.accessToken(), { code: "session-expired" });
  });

  it("A session changes nothing if a new sign-in cannot be saved", async () => {
    const session = await signedIn("ada");
    const tokens = await identity.tokens("finn");
    await rename(home.folder, `${home.folder}-away`);
    await writeFile(home.folder, "a file where the folder should be");
    try {
      await assert.rejects(session.signIn(wellKnownFor(gate.url, registry.url), tokens), { code: "unreachable" });
    } finally {
      await rm(home.folder);
      await rename(`${home.folder}-away`, home.folder);
    }
    assert.deepEqual([session.state, session.user?.name], ["signed-in", "ada"]);
    expiry();
    await session.accessToken();
  });

  it("A session is ended at the provider when another user signs in", async () => {
    const session = await signedIn("ada");
    const refreshToken = refreshTokenOnDisk();
    await session.signIn(wellKnownFor(gate.url, registry.url), await identity.tokens("finn"));
    assert.equal(session.user?.name, "finn");
    assert.equal((await refreshWith(identity.url, refreshToken)).status, 400);
  });

  it("A session that has ended starts again with a new sign-in of any user", async () => {
    const session = await signedIn("ada");
    await revoke(identity.url, refreshTokenOnDisk());
    expiry();
    await assert.rejects(session.accessToken());
    clock = Date.now();
    await session.signIn(wellKnownFor(gate.url, registry.url), await identity.tokens("finn"));
    assert.deepEqual([session.state, session.user?.name], ["signed-in", "finn"]);
  });

  for (const [what, trouble] of [
    ["is away", () => gate.close()],
    ["answers with 503", () => (gate.status = 503)],
    ["answers with a sign-in page of a hotel", () => (gate.status = 200)],
    ["answers with 404", () => (gate.status = 404)],
    ["says that it is too busy", () => (gate.status = 429)],
  ] as const) {
    it(verifies("sign-in.network", `A session recovers after the provider ${what}`), async () => {
      const session = await signedIn();
      const before = refreshTokenOnDisk();
      trouble();
      expiry();
      await assert.rejects(session.accessToken(), (error: unknown) => {
        assert.ok(error instanceof Error && "code" in error);
        assert.equal(error.code, "unreachable");
        assert.match(error.message, /try again/i);
        assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(before));
        return true;
      });
      assert.equal(session.state, "signed-in");
      assert.equal(refreshTokenOnDisk(), before);
      if (gate.status === null) {
        const { port } = new URL(gate.url);
        gate = new IssuerGate(identity);
        gate.url = await listening(gate.server, Number(port));
      }
      gate.status = null;
      await session.accessToken();
    });
  }

  it(verifies("sign-in.sign-out", "A sign-out deletes the session here and ends it at the provider"), async () => {
    const session = await signedIn();
    const refreshToken = refreshTokenOnDisk();
    await session.signOut();
    assert.deepEqual([session.state, session.user], ["signed-out", null]);
    assert.equal(session.wellKnown?.registry, registry.url, "the registry stays known");
    assert.throws(() => statSync(home.secretFile));
    await assert.rejects(session.accessToken(), { code: "not-signed-in" });
    assert.equal((await refreshWith(identity.url, refreshToken)).status, 400);
    assert.equal((await open()).state, "signed-out");
  });

  it(verifies("sign-in.sign-out", "A sign-out deletes the session here even if the provider is away"), async () => {
    const session = await signedIn();
    gate.close();
    await session.signOut();
    assert.throws(() => statSync(home.secretFile));
  });

  it("A session stays signed out if a running refresh ends after the sign-out", async () => {
    const session = await signedIn();
    expiry();
    const token = session.accessToken();
    await session.signOut();
    await token.catch(() => {});
    assert.equal(session.state, "signed-out");
    assert.throws(() => statSync(home.secretFile));
  });

  it(verifies("sign-in.moved-edge", "A session follows a registry that moved its edge"), async () => {
    const session = await signedIn();
    registry.answer = { ...wellKnownFor(gate.url, registry.url), edge: "http://127.0.0.1:10" };
    expiry();
    await session.accessToken();
    await until("the edge moved", () => session.wellKnown?.edge === "http://127.0.0.1:10");
    await session.close();
    assert.equal((await open()).wellKnown?.edge, "http://127.0.0.1:10");
  });

  it("A session ends if the registry names another provider, because its tokens are useless there", async () => {
    const session = await signedIn();
    registry.answer = wellKnownFor("http://127.0.0.1:10", registry.url);
    expiry();
    await session.accessToken().catch(() => {});
    await until("the session ended", () => session.state === "expired");
  });

  it("A session keeps its configuration if the registry answers nonsense or with an insecure address", async () => {
    for (const answer of [{}, wellKnownFor("http://issuer.example", registry.url)]) {
      const session = await signedIn();
      registry.answer = answer;
      registry.asked = 0;
      expiry();
      await session.accessToken();
      await until("the registry was asked", () => registry.asked > 0);
      assert.equal(session.wellKnown?.issuer, gate.url);
      clock = Date.now();
    }
  });

  it(verifies("sign-in.private-file", "The session's file is readable only by its owner"), async () => {
    const session = await signedIn();
    assert.equal(session.secretStore, "file");
    assert.equal(statSync(home.secretFile).mode & 0o777, 0o600);
    chmodSync(home.secretFile, 0o644);
    expiry();
    await session.accessToken();
    assert.equal(statSync(home.secretFile).mode & 0o777, 0o600);
  });

  it(verifies("sign-in.secret", "A session shows no token in any dump"), async () => {
    const session = await signedIn();
    const dump = inspect(session, { depth: 12, showHidden: true }) + JSON.stringify(session);
    assert.ok(!dump.includes(refreshTokenOnDisk()));
    assert.ok(!dump.includes((await session.accessToken()).reveal()));
  });
});

const revoke = (issuer: string, token: string) =>
  fetch(`${issuer}/token/revocation`, {
    method: "POST",
    body: new URLSearchParams({ client_id: "drawbridge-broker", token }),
  });

const refreshWith = (issuer: string, token: string) =>
  fetch(`${issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "refresh_token", client_id: "drawbridge-broker", refresh_token: token }),
  });
