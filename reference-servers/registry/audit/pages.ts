/** Reads the audit, from the oldest entry on. */
import { AuditEvent, type AuditPage } from "@drawbridge/contracts/audit";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { readJson } from "@drawbridge/contracts/storable-text";
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import type { NamingRecord } from "../people/display-names.ts";

const maxEntries = 500;
/** Maximum number of bytes of text on one page, not counting its first entry. */
const maxBytes = 2 * 1024 * 1024;

/** The entries after number `after`; 0 for all. */
export async function auditPage(database: Database, after: number): Promise<AuditPage> {
  const sizes = await database
    .selectFrom("audit")
    .select(["seq", sql<number>`octet_length(text)`.as("bytes")])
    .where("seq", ">", String(after))
    .orderBy("seq")
    .limit(maxEntries + 1)
    .execute();
  let bytes = 0;
  const fitting = sizes.slice(0, maxEntries).filter((entry, index) => {
    bytes += entry.bytes;
    return index === 0 || bytes <= maxBytes;
  });
  const last = fitting.at(-1);
  if (last === undefined) return { entries: [], more: false };
  const entries = await database
    .selectFrom("audit")
    .select(["text", "hash"])
    .where("seq", ">", String(after))
    .where("seq", "<=", last.seq)
    .orderBy("seq")
    .execute();
  return { entries, more: sizes.length > fitting.length };
}

/** The people whom an entry names, by the ids in its text. A text that is no entry names none. */
export function peopleIn({ text }: AuditPage["entries"][number]): NamingRecord {
  const json = readJson(text);
  const event = AuditEvent.safeParse(json.kind === "json" ? json.value : null);
  const { claim, user, by } = PeopleInBody.parse(event.data?.body ?? {});
  return { claim, users: [user, by].filter((id) => id !== undefined) };
}

const PeopleInBody = z.object({
  claim: z.string().catch(defaultPersonRule.claim),
  user: z.string().optional().catch(undefined),
  by: z.string().optional().catch(undefined),
});
