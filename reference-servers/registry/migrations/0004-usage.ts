/** Calls as servers reported them, stored for as long as the usage pages show them. */
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  const schema = database.schema.withSchema("registry");
  await schema
    .createTable("calls")
    .addColumn("server", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("tool", "text", (column) => column.notNull())
    .addColumn("user_name", "text", (column) => column.notNull())
    .addColumn("agent", "text")
    .addColumn("ended", "text", (column) => column.notNull())
    .addColumn("ms", "double precision", (column) => column.notNull())
    .addColumn("minutes_saved", "double precision", (column) => column.notNull())
    .addPrimaryKeyConstraint("calls_once", ["server", "id"])
    .execute();
  await schema.createIndex("calls_by_server").on("calls").columns(["server", "at"]).execute();
  await schema.createIndex("calls_by_user").on("calls").columns(["user_name", "at"]).execute();
}
