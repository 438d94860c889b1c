/**
 * Runs whose end no part recorded, without an engine or a server that dies at the right moment: the registry's database
 * stores the report of a run as "unknown", as a server reports it that was killed between the grant and the report.
 */
import type { World } from "../vscode/editor-world.ts";

/** Every run of an approved call that succeeds during `work` has an unknown outcome. */
export async function losingReports<T>(world: Pick<World, "sql">, work: () => Promise<T>): Promise<T> {
  await world.sql(`create or replace function registry.lose_report() returns trigger language plpgsql as
    $$ begin new.state := 'outcome-unknown'; new.run := null; return new; end $$`);
  await world.sql(`create trigger lose_report before update on registry.approvals for each row
    when (old.state = 'consumed' and new.state = 'succeeded') execute function registry.lose_report()`);
  try {
    return await work();
  } finally {
    await world.sql("drop trigger lose_report on registry.approvals");
  }
}
