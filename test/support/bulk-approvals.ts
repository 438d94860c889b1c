/** Thousands of requests as the registry keeps them, put into its database: asking one by one would be a test of patience. */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { canonicalJson, digestOf } from "@drawbridge/contracts/digest";
import pg from "pg";

/** Copies of `view`, each a millisecond older than the one before, from two hundred users; `approved` a minute ago by them. */
export async function insertApprovals(
  databaseUrl: string,
  view: ApprovalView,
  count: number,
  state: "pending" | "approved",
): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => {
    const requestedAt = new Date(Date.parse(view.requestedAt) - 1 - index).toISOString();
    const each = { ...view, id: `bulk-${index}`, user: `user-${index % 200}`, requestedAt };
    return { id: each.id, user: each.user, view: canonicalJson(each), shown: digestOf(each), at: requestedAt };
  });
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(
    `insert into registry.approvals (id, server, user_name, tool, digest, need, policy_version, view, shown, state,
       requested_at, expires_at, decided_by, decided_at, grant_id)
     select r.id, $2, r."user", $3, r.id, $4, 'v1', r.view, r.shown, $5, r.at, $6,
       case $5 when 'approved' then r."user" end, case $5 when 'approved' then now() end,
       case $5 when 'approved' then 'grant-' || r.id end
     from jsonb_to_recordset($1::jsonb) as r(id text, "user" text, view text, shown text, at timestamptz)`,
    [JSON.stringify(rows), view.server, view.tool, view.need, state, view.expiresAt],
  );
  await client.query("analyze registry.approvals");
  await client.end();
  return rows.map(({ id }) => id);
}
