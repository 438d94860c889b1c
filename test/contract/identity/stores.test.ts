import assert from "node:assert/strict";
import pg from "pg";
import { pino } from "pino";
import { newKeyRing, rotated } from "../../../reference-servers/identity/key-ring.ts";
import { memoryStore } from "../../../reference-servers/identity/memory-store.ts";
import { openPostgresStore } from "../../../reference-servers/identity/postgres-store.ts";
import type { Store } from "../../../reference-servers/identity/store.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { verifies } from "../../support/verifies.ts";

const silent = pino({ level: "silent" });

for (const [name, open] of [
  ["memory", async () => memoryStore()],
  ["Postgres", async () => openPostgresStore(await freshDatabase(), silent)],
] as const) {
  describe(`the provider's store in ${name}`, function () {
    this.timeout(60_000);
    let store: Store;
    before(async () => {
      store = await open();
    });
    after(() => store.close());

    it("The store returns, replaces and deletes records", async () => {
      const sessions = store.adapter("Session");
      await sessions.upsert("one", { uid: "u", accountId: "ada" }, 60);
      await sessions.upsert("one", { uid: "u", accountId: "finn" }, 60);
      assert.equal((await sessions.find("one"))?.accountId, "finn");
      assert.equal((await sessions.findByUid("u"))?.accountId, "finn");
      await sessions.destroy("one");
      assert.equal(await sessions.find("one"), undefined);
      assert.equal(await sessions.findByUid("u"), undefined);
    });

    it("The store finds a device's code and separates the kinds of records", async () => {
      await store.adapter("DeviceCode").upsert("code", { userCode: "ABCDEFGH" }, 60);
      assert.ok(await store.adapter("DeviceCode").findByUserCode("ABCDEFGH"));
      assert.equal(await store.adapter("RefreshToken").find("code"), undefined);
      assert.equal(await store.adapter("DeviceCode").findByUserCode("HGFEDCBA"), undefined);
    });

    it("The store does not return expired records", async () => {
      const tokens = store.adapter("RefreshToken");
      await tokens.upsert("gone", { accountId: "ada" }, -1);
      await tokens.upsert("endless", { accountId: "ada" });
      assert.equal(await tokens.find("gone"), undefined);
      assert.ok(await tokens.find("endless"));
    });

    it(
      verifies("identity.rotation", "If many requests consume a token at the same moment, only one succeeds"),
      async () => {
        const tokens = store.adapter("RefreshToken");
        await tokens.upsert("once", { grantId: "g" }, 60);
        const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => tokens.consume("once")));
        assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
        assert.ok((await tokens.find("once"))?.consumed);
        await assert.rejects(async () => tokens.consume("never there"));
      },
    );

    it("Revoking a grant deletes only the records of that grant", async () => {
      const tokens = store.adapter("RefreshToken");
      await tokens.upsert("mine", { grantId: "ended" }, 60);
      await tokens.upsert("other", { grantId: "goes on" }, 60);
      await tokens.revokeByGrantId("ended");
      assert.equal(await tokens.find("mine"), undefined);
      assert.ok(await tokens.find("other"));
    });

    it("The store keeps the first key ring until another one is saved", async () => {
      const first = await newKeyRing();
      assert.deepEqual(await store.loadKeyRing(first), first);
      assert.deepEqual(await store.loadKeyRing(await newKeyRing()), first);
      const next = await rotated(first);
      await store.saveKeyRing(next);
      assert.deepEqual(await store.loadKeyRing(first), next);
    });
  });
}

describe("a provider's store in Postgres from before there were migrations", () => {
  it(verifies("identity.restart", "The store keeps the records and the keys of its earlier tables"), async () => {
    const url = await freshDatabase();
    const ring = await newKeyRing();
    const before = new pg.Client(url);
    await before.connect();
    await before.query(`
      create schema identity;
      create table identity.record (
        kind text not null, id text not null, payload jsonb not null, expires_at timestamptz, primary key (kind, id)
      );
      create index record_grant on identity.record ((payload->>'grantId'));
      create table identity.key_ring (only_one boolean primary key check (only_one), ring jsonb not null);
    `);
    await before.query("insert into identity.key_ring values (true, $1)", [ring]);
    await before.query("insert into identity.record values ('Session', 'one', $1, now() + interval '1 hour')", [
      { uid: "u", accountId: "ada" },
    ]);
    await before.end();
    const store = await openPostgresStore(url, silent);
    try {
      assert.deepEqual(await store.loadKeyRing(await newKeyRing()), ring);
      assert.equal((await store.adapter("Session").findByUid("u"))?.accountId, "ada");
    } finally {
      await store.close();
    }
  });
});
