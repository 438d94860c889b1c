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

    it("gives back what was put in, replaces it, and forgets it", async () => {
      const sessions = store.adapter("Session");
      await sessions.upsert("one", { uid: "u", accountId: "ada" }, 60);
      await sessions.upsert("one", { uid: "u", accountId: "finn" }, 60);
      assert.equal((await sessions.find("one"))?.accountId, "finn");
      assert.equal((await sessions.findByUid("u"))?.accountId, "finn");
      await sessions.destroy("one");
      assert.equal(await sessions.find("one"), undefined);
      assert.equal(await sessions.findByUid("u"), undefined);
    });

    it("finds a device's code, and keeps the kinds of records apart", async () => {
      await store.adapter("DeviceCode").upsert("code", { userCode: "ABCDEFGH" }, 60);
      assert.ok(await store.adapter("DeviceCode").findByUserCode("ABCDEFGH"));
      assert.equal(await store.adapter("RefreshToken").find("code"), undefined);
      assert.equal(await store.adapter("DeviceCode").findByUserCode("HGFEDCBA"), undefined);
    });

    it("does not find what has expired", async () => {
      const tokens = store.adapter("RefreshToken");
      await tokens.upsert("gone", { accountId: "ada" }, -1);
      await tokens.upsert("endless", { accountId: "ada" });
      assert.equal(await tokens.find("gone"), undefined);
      assert.ok(await tokens.find("endless"));
    });

    it(verifies("identity.rotation", "lets one of many that use a token at the same moment win"), async () => {
      const tokens = store.adapter("RefreshToken");
      await tokens.upsert("once", { grantId: "g" }, 60);
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => tokens.consume("once")));
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      assert.ok((await tokens.find("once"))?.consumed);
      await assert.rejects(async () => tokens.consume("never there"));
    });

    it("ends what belongs to a grant, and nothing else", async () => {
      const tokens = store.adapter("RefreshToken");
      await tokens.upsert("mine", { grantId: "ended" }, 60);
      await tokens.upsert("other", { grantId: "goes on" }, 60);
      await tokens.revokeByGrantId("ended");
      assert.equal(await tokens.find("mine"), undefined);
      assert.ok(await tokens.find("other"));
    });

    it("keeps the first key ring that it is given, until another is saved", async () => {
      const first = await newKeyRing();
      assert.deepEqual(await store.loadKeyRing(first), first);
      assert.deepEqual(await store.loadKeyRing(await newKeyRing()), first);
      const next = await rotated(first);
      await store.saveKeyRing(next);
      assert.deepEqual(await store.loadKeyRing(first), next);
    });
  });
}
