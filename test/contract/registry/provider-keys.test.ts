import assert from "node:assert/strict";
import type { LastKeys } from "@drawbridge/contracts/identity-provider/last-keys";
import { openDatabase } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import pino from "pino";
import { storedProviderKeys } from "../../../reference-servers/registry/provider-keys.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { makeKey } from "../../support/identity/issuer.ts";
import { verifies } from "../../support/verifies.ts";

describe("the stored keys of an identity provider", () => {
  it(verifies("idp.keys-sealed", "They count as the registry wrote them, for their issuer alone"), async () => {
    const [seals, log] = [rowSeals("a secret of the test that is long enough"), pino({ enabled: false })];
    const database = await openDatabase({ databaseUrl: await freshDatabase() }, seals, log);
    const store = storedProviderKeys({ database, seals }, log);
    const [issuer, other] = ["https://id.example.com", "https://other.example.com"];
    const keys = async (kid: string): Promise<LastKeys> => ({
      metadata: { issuer, jwks_uri: `${issuer}/jwks`, subject_types_supported: ["public"] },
      keySet: { keys: [{ ...(await makeKey(kid)).publicJwk, kty: "EC" }] },
      readAt: 7,
    });
    const [own, foreign] = [await keys("own"), await keys("foreign")];
    assert.equal(await store.load(issuer), null);
    await store.keep(issuer, own);
    assert.deepEqual(await store.load(issuer), own);
    await database.updateTable("provider_keys").set({ issuer: other }).execute();
    assert.equal(await store.load(other), null);
    await database
      .updateTable("provider_keys")
      .set({ issuer, keys: JSON.stringify(foreign) })
      .execute();
    assert.equal(await store.load(issuer), null);
    await store.keep(issuer, own);
    assert.deepEqual(await store.load(issuer), own);
    await database.destroy();
  });
});
