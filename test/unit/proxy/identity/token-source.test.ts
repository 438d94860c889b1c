import assert from "node:assert/strict";
import { Secret } from "../../../../proxy/identity/secret.ts";
import { TokenSource } from "../../../../proxy/identity/token-source.ts";
import type { Tokens } from "../../../../proxy/identity/tokens.ts";
import { ProxyError, sessionExpired } from "../../../../proxy/kernel/errors.ts";
import { verifies } from "../../../support/verifies.ts";

const lifetimeMs = 600_000;
const tokens = (name: string, issuedAt: number): Tokens => ({
  accessToken: new Secret(`access-${name}`),
  refreshToken: new Secret(`refresh-${name}`),
  issuedAt,
  expiresAt: issuedAt + lifetimeMs,
});
const unreachable = () => new ProxyError("unreachable", "The identity provider cannot be reached.");

/** A provider and a disk that the test controls, and a record of what was asked of them. */
class Around {
  clock = 0;
  readonly log: string[] = [];
  refreshFails: (() => Error) | null = null;
  keepFails = false;
  held: Promise<void> = Promise.resolve();
  readonly source = new TokenSource(tokens("0", 0), {
    now: () => this.clock,
    refresh: async (refreshToken) => {
      this.log.push(`refresh ${refreshToken.reveal()}`);
      await this.held;
      if (this.refreshFails !== null) throw this.refreshFails();
      return tokens(String(this.count("refresh")), this.clock);
    },
    keep: async (storedTokens) => {
      if (this.keepFails) throw new ProxyError("unreachable", "The disk is full.");
      this.log.push(`keep ${storedTokens.refreshToken.reveal()}`);
    },
    ended: async () => {
      this.log.push("ended");
    },
  });

  count(what: string): number {
    return this.log.filter((line) => line.startsWith(what)).length;
  }

  async token(): Promise<string> {
    return (await this.source.accessToken()).reveal();
  }
}

describe("the token source", () => {
  let around: Around;
  beforeEach(() => {
    around = new Around();
  });

  it("The token source returns the token unchanged while it is valid", async () => {
    around.clock = lifetimeMs - 61_000;
    assert.equal(await around.token(), "access-0");
    assert.deepEqual(around.log, []);
  });

  it(verifies("sign-in.one-refresh", "The token source refreshes once for fifty callers at expiry"), async () => {
    around.clock = lifetimeMs;
    const handedOut = await Promise.all(Array.from({ length: 50 }, () => around.token()));
    assert.deepEqual(new Set(handedOut), new Set(["access-1"]));
    assert.deepEqual(around.log, ["refresh refresh-0", "keep refresh-1"]);
  });

  it("The token source uses the rotated token for the next refresh", async () => {
    for (const turn of [1, 2]) {
      around.clock = lifetimeMs * turn;
      await around.token();
    }
    assert.deepEqual(around.log, ["refresh refresh-0", "keep refresh-1", "refresh refresh-1", "keep refresh-2"]);
  });

  it(
    verifies(
      "sign-in.rejected-token",
      "The token source renews a rejected token once for all callers that saw the rejection",
    ),
    async () => {
      const rejected = await around.source.accessToken();
      const early = Array.from({ length: 20 }, () => around.source.renewed(rejected));
      assert.deepEqual(new Set((await Promise.all(early)).map((token) => token.reveal())), new Set(["access-1"]));
      assert.equal((await around.source.renewed(rejected)).reveal(), "access-1", "one who saw it late");
      assert.equal(around.count("refresh"), 1);
    },
  );

  it(
    verifies(
      "sign-in.on-disk-first",
      "The token source gives out no token that it could not store, and stores it before it refreshes again",
    ),
    async () => {
      around.clock = lifetimeMs;
      around.keepFails = true;
      await assert.rejects(around.token(), /disk is full/);
      await assert.rejects(around.token(), /disk is full/);
      around.keepFails = false;
      assert.equal(await around.token(), "access-1");
      assert.deepEqual(around.log, ["refresh refresh-0", "keep refresh-1"]);
    },
  );

  it(
    verifies(
      "sign-in.expired",
      "The token source answers at once, without asking the provider, after the provider ended the session",
    ),
    async () => {
      around.clock = lifetimeMs;
      around.refreshFails = () => sessionExpired();
      const answers = await Promise.allSettled(Array.from({ length: 50 }, () => around.token()));
      assert.ok(answers.every((answer) => answer.status === "rejected" && answer.reason.code === "session-expired"));
      await assert.rejects(around.token(), { code: "session-expired", message: /drawbridge login/ });
      await assert.rejects(around.source.renewed(new Secret("access-0")), { code: "session-expired" });
      assert.deepEqual(around.log, ["refresh refresh-0", "ended"]);
    },
  );

  it(
    verifies(
      "sign-in.network",
      "The token source returns a valid token while the provider is away, and asks only now and then",
    ),
    async () => {
      around.clock = lifetimeMs - 30_000;
      around.refreshFails = unreachable;
      for (let call = 0; call < 10; call += 1) assert.equal(await around.token(), "access-0");
      assert.equal(around.count("refresh"), 1);
      around.clock += 5_000;
      around.refreshFails = null;
      assert.equal(await around.token(), "access-2");
    },
  );

  it(
    verifies(
      "sign-in.network",
      "The token source reports `unreachable` once the token has expired, and recovers with the provider",
    ),
    async () => {
      around.clock = lifetimeMs;
      around.refreshFails = unreachable;
      await assert.rejects(around.token(), { code: "unreachable" });
      around.refreshFails = null;
      assert.equal(await around.token(), "access-2");
    },
  );

  it("The token source lets a caller wait for the refresh that another one began", async () => {
    let release = () => {};
    around.held = new Promise((done) => {
      release = done;
    });
    around.clock = lifetimeMs;
    const first = around.token();
    const second = around.source.renewed(new Secret("access-0"));
    release();
    assert.deepEqual([await first, (await second).reveal()], ["access-1", "access-1"]);
    assert.equal(around.count("refresh"), 1);
  });
});
