/** Stores the sources that the settings list, and the result of the last reading of each. */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { rootCauses, type Source } from "../sources/source.ts";
import { everyUser, mayRead, mayReadSource } from "./read-access.ts";

export const Problem = z.object({ what: z.string(), files: z.number().int(), example: z.string() });
export type Problem = z.infer<typeof Problem>;

/** Files of a source that are no documents, by the ending of their names. */
export const SkippedKind = z.object({ ending: z.string(), files: z.number().int() });
export type SkippedKind = z.infer<typeof SkippedKind>;

/**
 * Stores the list of the settings. Sources that are no longer on it stay in the database, but no user may read them.
 */
export async function saveSources(database: Database, sources: readonly Source[]): Promise<void> {
  const listed = [...sources, rootCauses].map(({ name, title, kind, groups }) => ({
    ...{ name, title, kind, groups: [...groups], active: true },
  }));
  await database.transaction().execute(async (transaction) => {
    await transaction.updateTable("sources").set({ active: false }).execute();
    for (const { name, ...fields } of listed) {
      await transaction
        .insertInto("sources")
        .values({ name, ...fields })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(fields))
        .execute();
    }
  });
}

/** Every group by which a user may read a document or a source; each once, without "*". */
export async function readingGroups(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select unnest(s.groups) as name from knowledge.sources s where s.active
    union
    select unnest(d.groups) from knowledge.documents d join knowledge.sources s on s.name = d.source
      where s.active and d.groups is not null
  `.execute(database);
  return rows.map(({ name }) => name).filter((name) => name !== everyUser);
}

/** Stores how the reading of a source went. */
export async function noteSync(
  database: Database,
  source: string,
  { problems, skipped }: { readonly problems: readonly Problem[]; readonly skipped: readonly SkippedKind[] },
): Promise<void> {
  await database
    .updateTable("sources")
    .set({ synced_at: new Date(), problems: JSON.stringify(problems), skipped: JSON.stringify(skipped) })
    .where("name", "=", source)
    .execute();
}

const SummaryRow = z.object({
  name: z.string(),
  title: z.string(),
  kind: z.string(),
  documents: z.coerce.number(),
  passages: z.coerce.number(),
  newest: z.date().nullable(),
  synced_at: z.date().nullable(),
  problems: z.array(Problem),
  skipped: z.array(SkippedKind),
});
export type SourceSummary = z.infer<typeof SummaryRow>;

/**
 * The sources in which a user in `groups` may read something, with counts of what they may read. Problems and endings come from
 * file names, so only users who may read the whole source get them.
 */
export async function readableSources(database: Database, groups: readonly string[]): Promise<SourceSummary[]> {
  const { rows } = await sql`
    select s.name, s.title, s.kind, count(d.id) as documents, coalesce(sum(d.passages), 0) as passages,
      max(d.changed_at) as newest, s.synced_at,
      case when ${mayReadSource(groups)} then s.problems else '[]'::jsonb end as problems,
      case when ${mayReadSource(groups)} then s.skipped else '[]'::jsonb end as skipped
    from knowledge.sources s
    left join knowledge.documents d on d.source = s.name and ${mayRead(groups)}
    group by s.name
    having ${mayReadSource(groups)} or count(d.id) > 0
    order by s.name
  `.execute(database);
  return z.array(SummaryRow).parse(rows);
}

/** The kind of the source with this name; null if there is none that a user in `groups` may read. */
export async function kindOfSource(
  database: Database,
  name: string,
  groups: readonly string[],
): Promise<string | null> {
  const { rows } = await sql<{ kind: string }>`
    select s.kind from knowledge.sources s where s.name = ${name} and ${mayReadSource(groups)}
  `.execute(database);
  return rows[0]?.kind ?? null;
}
