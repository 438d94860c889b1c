/**
 * Seals: the registry signs what its decisions depend on, and how a request was decided. Rows from before have no seal.
 * A request that waits or was approved is asked again. The groups of second persons are sealed as they are. Each audit
 * entry names its subject, so that an old state which comes back is recognised.
 */
import type { Kysely } from "kysely";
import { sealApprovers } from "../approvals/approvers.ts";
import type { Tables } from "../database.ts";
import type { RowSeals } from "../row-seals.ts";

export async function up(database: Kysely<Tables>, seals: RowSeals): Promise<void> {
  const schema = database.schema.withSchema("registry");
  await schema.alterTable("approvals").addColumn("decided_via", "text").addColumn("seal", "text").execute();
  for (const table of ["approval_scopes", "grant_keys", "server_approvers"])
    await schema.alterTable(table).addColumn("seal", "text").execute();
  await schema
    .alterTable("audit")
    .addColumn("kind", "text")
    .addColumn("subject", "text")
    .addColumn("scope", "text")
    .execute();
  await schema.createIndex("audit_of_subject").on("audit").columns(["subject", "seq"]).execute();
  await schema.createIndex("audit_of_scope").on("audit").columns(["scope", "kind"]).execute();
  await sealApprovers(database.withSchema("registry"), seals);
}
