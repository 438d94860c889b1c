/** For a server that keeps something in Postgres: opens its database. Entry point `@drawbridge/framework/database`. */
export {
  type Connection,
  isMissingPrivilege,
  isRefusedValue,
  isStatementTimeout,
  isUnreachable,
  openDatabase,
  type Schema,
} from "@drawbridge/hosted/database";
export { runMigrateCommand } from "@drawbridge/hosted/migrate-command";
export type { Migration } from "@drawbridge/hosted/migrations";
