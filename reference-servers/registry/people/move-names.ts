/** Moves the names of people to their new ids (map-people.ts). */
import { sql } from "kysely";
import type { SealedDatabase } from "../approvals/transition.ts";
import { isWholeName, sealOfName } from "./display-names.ts";

/** The claims before and after, and each old id's new one. */
export interface NewIds {
  readonly from: string;
  readonly to: string;
  readonly newIds: ReadonlyMap<string, string>;
}

/** Maximum number of rows in memory at a time. */
const batch = 1_000;

/**
 * Of several names for one new id, the one that a token brought counts before a server's, then the one that was used
 * last. A row that the registry did not write is deleted and not moved. Returns the number of rows under old ids.
 */
export async function moveNames({ database, seals }: SealedDatabase, { from, to, newIds }: NewIds): Promise<number> {
  const before = [...newIds.keys()];
  let moved = 0;
  for (;;) {
    const { rows } = await sql<{ user_name: string; name: string; by_server: boolean; seal: string; used_at: Date }>`
      delete from registry.display_names n using (
        select user_name from registry.display_names
        where user_claim = ${from} and user_name = any(${before}::text[]) limit ${batch}
      ) as old
      where n.user_claim = ${from} and n.user_name = old.user_name
      returning n.user_name, n.name, n.by_server, n.seal, n.used_at
    `.execute(database);
    if (rows.length === 0) return moved;
    moved += rows.length;
    for (const { user_name, name, by_server, seal, used_at } of rows) {
      const user = newIds.get(user_name);
      if (user === undefined || !isWholeName(seals, { claim: from, user: user_name, name }, seal)) continue;
      const next = { name, by_server, used_at, seal: sealOfName(seals, { claim: to, user, name }) };
      await database
        .insertInto("display_names")
        .values({ user_claim: to, user_name: user, ...next })
        .onConflict((conflict) =>
          conflict
            .columns(["user_claim", "user_name"])
            .doUpdateSet(next)
            .where(
              sql<boolean>`(not excluded.by_server, excluded.used_at) > (not display_names.by_server, display_names.used_at)`,
            ),
        )
        .execute();
    }
  }
}
