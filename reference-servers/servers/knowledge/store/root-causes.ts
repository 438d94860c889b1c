/** Stores root causes from other servers: as a document for people, and as data that the next diagnosis compares. */
import { createHash } from "node:crypto";
import { type KeptRootCause, RootCause, type Similar, type SimilarAsk } from "@drawbridge/contracts/knowledge";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { sql } from "kysely";
import { z } from "zod";
import { urnOf } from "../address.ts";
import type { Database, DatabaseOrTransaction } from "../database.ts";
import { type Block, fenced } from "../reading/block.ts";
import { passagesOf } from "../reading/passages.ts";
import { visible, visibleLine } from "../reading/visible-text.ts";
import { rootCauses } from "../sources/source.ts";
import { saveDocumentWithin } from "./documents.ts";
import { mayRead } from "./read-access.ts";

const KeptRow = z.object({ digest: z.string(), recorded_at: z.date() });

/** The record of `peer` under `id`; null if there is none. */
export async function findRootCause(
  within: DatabaseOrTransaction,
  peer: string,
  id: string,
): Promise<KeptRootCause | null> {
  const { rows } = await sql`
    select d.digest, r.recorded_at from knowledge.root_causes r join knowledge.documents d on d.id = r.document
    where r.id = ${`${peer}/${id}`}
  `.execute(within);
  const [row] = z.array(KeptRow).parse(rows);
  return row === undefined ? null : { digest: row.digest, recordedAt: row.recorded_at.toISOString() };
}

/**
 * Stores the record of `peer` under `id`, replacing its earlier record. Returns false, and stores nothing, if the
 * stored version does not have the digest `before`. There, null means that no record exists, and "any" accepts every
 * version.
 */
export function saveRootCause(
  database: Database,
  { peer, id, before }: { readonly peer: string; readonly id: string; readonly before: string | null | "any" },
  record: RootCause,
): Promise<boolean> {
  const path = `${peer}/${id}`;
  const recordJson = JSON.stringify(record);
  const at = new Date(record.recordedAt);
  const by = { user: record.recordedBy, claim: record.recordedByClaim ?? defaultPersonRule.claim };
  return database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`drawbridge-knowledge root cause ${path}`}, 0))`.execute(
      transaction,
    );
    const now = (await findRootCause(transaction, peer, id))?.digest ?? null;
    if (before !== "any" && before !== now) return false;
    const title = visibleLine(record.title);
    const url = urnOf(rootCauses.name, path);
    const document = await saveDocumentWithin(transaction, {
      ...{ source: rootCauses.name, path, title, url, groups: record.groups, signature: null },
      digest: createHash("sha256").update(recordJson).digest("base64url"),
      ...{ changedAt: at, changedBy: by, passages: passagesOf(blocksOfRecord(record)) },
    });
    const columns = {
      ...{ document, cause: record.cause, fingerprint: record.fingerprint },
      ...{ text: visible(record.text), recorded_at: at, record: recordJson },
    };
    await transaction
      .insertInto("root_causes")
      .values({ id: path, ...columns })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
      .execute();
    await transaction
      .insertInto("revisions")
      .values({
        document,
        written_at: at,
        written_by: by.user,
        written_by_claim: by.claim,
        title,
        url,
        text: recordJson,
      })
      .execute();
    return true;
  });
}

/**
 * The record as a page. Its parts are not headings, so that the page is not cut and the fix stays next to the failure.
 * Quoted log text cannot end its own quotation.
 */
function blocksOfRecord({
  title,
  subject,
  cause,
  text,
  fix,
  note,
  recordedBy,
  recordedAt,
}: RootCause): readonly Block[] {
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

/** Minimum similarity of text for the same cause; below it, it is another failure. */
const minSimilarity = 0.2;
/** Minimum similarity of text for another cause; its score is multiplied by this number, too. */
const otherCauseFactor = 0.6;

const Hits = z.array(
  z.object({ id: z.string(), document: z.string(), same: z.boolean(), score: z.number(), record: RootCause }),
);

/**
 * Returns the same failure first (the latest first), then failures of the same cause and of other causes with similar
 * text, sorted by the similarity of their decisive lines (trigrams).
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
      (case when same then 1 when same_cause then alike else alike * ${otherCauseFactor}::float8 end)::float8 as score
    from judged
    where same or (same_cause and alike >= ${minSimilarity}::float8) or alike >= ${otherCauseFactor}::float8
    order by same desc, score desc, recorded_at desc, id
    limit ${limit}
  `.execute(database);
  return Hits.parse(rows).map(({ record, ...hit }) => ({ ...hit, rootCause: record }));
}
