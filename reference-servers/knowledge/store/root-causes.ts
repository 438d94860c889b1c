/** Root causes that other servers record: a document for people, and what the next diagnosis compares. */
import { createHash } from "node:crypto";
import { type KeptRootCause, RootCause, type Similar, type SimilarAsk } from "@drawbridge/contracts/knowledge";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { sql } from "kysely";
import { z } from "zod";
import { nameOf } from "../address.ts";
import type { Database, Within } from "../database.ts";
import type { Block } from "../reading/block.ts";
import { fenced } from "../reading/html.ts";
import { passagesOf } from "../reading/passages.ts";
import { visible, visibleLine } from "../reading/visible.ts";
import { rootCauses } from "../sources/source.ts";
import { keepWithin } from "./documents.ts";
import { mayRead } from "./readers.ts";

const KeptRow = z.object({ digest: z.string(), recorded_at: z.date() });

/** What `peer` recorded under `id`; null where it recorded nothing there. */
export async function keptRootCause(within: Within, peer: string, id: string): Promise<KeptRootCause | null> {
  const { rows } = await sql`
    select d.digest, r.recorded_at from knowledge.root_causes r join knowledge.documents d on d.id = r.document
    where r.id = ${`${peer}/${id}`}
  `.execute(within);
  const [row] = z.array(KeptRow).parse(rows);
  return row === undefined ? null : { digest: row.digest, recordedAt: row.recorded_at.toISOString() };
}

/**
 * Keeps what `peer` recorded under `id`, in the place of what it recorded there before. False, and nothing is kept, where
 * that is not the version of the digest `before`; null is for nothing there, "any" for whatever there is.
 */
export function keepRootCause(
  database: Database,
  { peer, id, before }: { readonly peer: string; readonly id: string; readonly before: string | null | "any" },
  record: RootCause,
): Promise<boolean> {
  const path = `${peer}/${id}`;
  const said = JSON.stringify(record);
  const at = new Date(record.recordedAt);
  const by = { user: record.recordedBy, claim: record.recordedByClaim ?? defaultPersonRule.claim };
  return database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`drawbridge-knowledge root cause ${path}`}, 0))`.execute(
      transaction,
    );
    const now = (await keptRootCause(transaction, peer, id))?.digest ?? null;
    if (before !== "any" && before !== now) return false;
    const title = visibleLine(record.title);
    const url = nameOf(rootCauses.name, path);
    const document = await keepWithin(transaction, {
      ...{ source: rootCauses.name, path, title, url, groups: record.groups, signature: null },
      digest: createHash("sha256").update(said).digest("base64url"),
      ...{ changedAt: at, changedBy: by, passages: passagesOf(inWords(record)) },
    });
    const kept = {
      ...{ document, cause: record.cause, fingerprint: record.fingerprint },
      ...{ text: visible(record.text), recorded_at: at, record: said },
    };
    await transaction
      .insertInto("root_causes")
      .values({ id: path, ...kept })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(kept))
      .execute();
    await transaction
      .insertInto("revisions")
      .values({ document, written_at: at, written_by: by.user, written_by_claim: by.claim, title, url, text: said })
      .execute();
    return true;
  });
}

/**
 * The record as a page. Its parts are no headings to cut at: whoever finds the failure is to read the fix beside it.
 * What it quotes of a log cannot end its own quotation.
 */
function inWords({ title, subject, cause, text, fix, note, recordedBy, recordedAt }: RootCause): readonly Block[] {
  const paragraph = (raw: string): Block => ({ kind: "text", raw: visible(raw) });
  const part = (name: string, raw: string): Block => paragraph(`## ${name}\n\n${raw}`);
  return [
    { kind: "heading", level: 1, text: visibleLine(title) },
    paragraph(`${visibleLine(subject.name)} (${visibleLine(subject.id)}): ${visibleLine(cause)}`),
    part("What failed", fenced(visible(text))),
    part("Fix", fix),
    ...(note === null ? [] : [part("Note", note)]),
    paragraph(`Recorded by ${visibleLine(recordedBy)}, ${recordedAt.slice(0, 10)}.`),
  ];
}

/** Less alike is another failure, also where the cause is the same word. */
const leastAlike = 0.2;
/** Another cause than asked for must be as alike as this, and counts by this share. */
const otherCause = 0.6;

const Hits = z.array(
  z.object({ id: z.string(), document: z.string(), same: z.boolean(), score: z.number(), record: RootCause }),
);

/**
 * The same failure first, the latest before the others; then those of the same cause, and those of another cause that
 * are worded alike, by how alike their deciding lines are (trigrams).
 */
export async function similar(database: Database, { failure, groups, limit }: SimilarAsk): Promise<Similar["hits"]> {
  const { rows } = await sql`
    with judged as (
      select r.id, r.document, r.record, r.recorded_at,
        r.fingerprint = ${failure.fingerprint} as same,
        r.cause = ${failure.cause} as same_cause,
        similarity(r.text, ${visible(failure.text)}) as alike
      from knowledge.root_causes r
      join knowledge.documents d on d.id = r.document
      join knowledge.sources s on s.name = d.source
      where ${mayRead(groups)}
    )
    select id, document, record, same,
      (case when same then 1 when same_cause then alike else alike * ${otherCause}::float8 end)::float8 as score
    from judged
    where same or (same_cause and alike >= ${leastAlike}::float8) or alike >= ${otherCause}::float8
    order by same desc, score desc, recorded_at desc, id
    limit ${limit}
  `.execute(database);
  return Hits.parse(rows).map(({ record, ...hit }) => ({ ...hit, rootCause: record }));
}
