/**
 * The public keys that each identity provider gave last. They are the registry's to store, because it has the database, and
 * the edge reads them from it. They are sealed: a program that writes the database cannot add a key of its own.
 */
import { LastKeys } from "@drawbridge/contracts/identity-provider/last-keys";
import type { LastKeysStore } from "@drawbridge/hosted/provider-keys";
import type { Logger } from "pino";
import type { SealedDatabase } from "./approvals/transition.ts";

export function storedProviderKeys({ database, seals }: SealedDatabase, log: Logger): LastKeysStore {
  const failed = (error: unknown): null => {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ reason }, "the keys of an identity provider cannot be stored or read");
    return null;
  };
  const load: LastKeysStore["load"] = async (issuer) => {
    const row = await database.selectFrom("provider_keys").selectAll().where("issuer", "=", issuer).executeTakeFirst();
    if (row === undefined) return null;
    if (seals.check("provider-keys", { issuer, keys: row.keys }, row.seal) === "whole")
      return LastKeys.parse(JSON.parse(row.keys));
    log.warn("stored keys of an identity provider are not what the registry wrote; they do not count");
    return null;
  };
  return {
    load: (issuer) => load(issuer).catch(failed),
    async keep(issuer, last) {
      const keys = JSON.stringify(last);
      const row = { keys, read_at: last.readAt, seal: seals.seal("provider-keys", { issuer, keys }) };
      await database
        .insertInto("provider_keys")
        .values({ issuer, ...row })
        .onConflict((conflict) => conflict.column("issuer").doUpdateSet(row))
        .execute()
        .catch(failed);
    },
  };
}
