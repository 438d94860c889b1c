/** Lets time pass at a registry: sets back when people signed in or allowed an editor, sealed as the registry does it. */
import type { Tables } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import type { Selectable } from "kysely";
import type pg from "pg";
import { z } from "zod";
import { pairingOf } from "../../../reference-servers/registry/pairing/pairing.ts";
import { sealOfPairing } from "../../../reference-servers/registry/pairing/pairing-seal.ts";
import { sealFor } from "../../../reference-servers/registry/seal.ts";

/** Ages every sign-in at the inbox; null means that the provider does not say when the sign-in was. */
export async function ageSessions(
  client: pg.Client,
  { rootSecret }: RegistrySettings,
  seconds: number | null,
): Promise<void> {
  const seal = sealFor("web-session", rootSecret);
  const rows = z
    .array(z.object({ id_digest: z.string(), sealed: z.string() }))
    .parse((await client.query("select id_digest, sealed from registry.web_sessions")).rows);
  for (const { id_digest, sealed } of rows) {
    const held = z.looseObject({}).parse(JSON.parse(seal.open(sealed, id_digest) ?? ""));
    const authenticatedAt = seconds === null ? null : new Date(Date.now() - seconds * 1000).toISOString();
    await client.query("update registry.web_sessions set sealed = $2 where id_digest = $1", [
      id_digest,
      seal.seal(JSON.stringify({ ...held, authenticatedAt }), id_digest),
    ]);
  }
}

/** Ages every Allow of an editor. */
export async function agePairings(client: pg.Client, settings: RegistrySettings, seconds: number): Promise<void> {
  const seals = rowSeals(settings.sealSecret ?? "");
  const { rows } = await client.query<Selectable<Tables["pairings"]>>(
    "select * from registry.pairings where allowed_at is not null and ended is null",
  );
  for (const row of rows) {
    const allowedAt = new Date(Date.now() - seconds * 1000);
    const seal = sealOfPairing({ ...pairingOf(row), allowedAt }, seals);
    await client.query("update registry.pairings set allowed_at = $2, seal = $3 where id = $1", [
      ...[row.id, allowedAt, seal],
    ]);
  }
}
