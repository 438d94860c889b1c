import assert from "node:assert/strict";
import { newKeyRing, rotated } from "@drawbridge/identity/key-ring";
import { memoryStore } from "@drawbridge/identity/memory-store";
import { openPostgresStore } from "@drawbridge/identity/postgres-store";
import type { Store } from "@drawbridge/identity/store";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { verifies } from "../../support/verifies.ts";

for (const [name, open] of [
  ["memory", async () => memoryStore()],
  ["Postgres", async () => openPostgresStore(await freshDatabase())],
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
