/**
 * All kinds of statement in the grammar, by category. A kind that is in none of these lists is refused, so a newer
 * grammar allows nothing by itself.
 */

/** Reads, with their keyword; "query" is a SELECT, VALUES or TABLE, which the first keyword distinguishes. */
export const reads: ReadonlyMap<string, "query" | "show" | "describe" | "explain"> = new Map([
  ["StatementDefault", "query"],
  ["Explain", "explain"],
  ["ExplainAnalyze", "explain"],
  ["ShowCatalogs", "show"],
  ["ShowColumns", "show"],
  ["ShowCreateFunction", "show"],
  ["ShowCreateMaterializedView", "show"],
  ["ShowCreateSchema", "show"],
  ["ShowCreateTable", "show"],
  ["ShowCreateView", "show"],
  ["ShowFunctions", "show"],
  ["ShowGrants", "show"],
  ["ShowRoleGrants", "show"],
  ["ShowRoles", "show"],
  ["ShowSchemas", "show"],
  ["ShowSession", "show"],
  ["ShowStats", "show"],
  ["ShowStatsForQuery", "show"],
  ["ShowTables", "show"],
]);

/** Statements that change data, definitions or permissions, with their verb. */
export const changes: ReadonlyMap<string, string> = new Map([
  ["AddColumn", "ALTER TABLE ADD COLUMN"],
  ["Analyze", "ANALYZE"],
  ["Call", "CALL"],
  ["CommentColumn", "COMMENT ON COLUMN"],
  ["CommentTable", "COMMENT ON TABLE"],
  ["CommentView", "COMMENT ON VIEW"],
  ["CreateCatalog", "CREATE CATALOG"],
  ["CreateFunction", "CREATE FUNCTION"],
  ["CreateMaterializedView", "CREATE MATERIALIZED VIEW"],
  ["CreateRole", "CREATE ROLE"],
  ["CreateSchema", "CREATE SCHEMA"],
  ["CreateTable", "CREATE TABLE"],
  ["CreateTableAsSelect", "CREATE TABLE AS"],
  ["CreateView", "CREATE VIEW"],
  ["Delete", "DELETE"],
  ["Deny", "DENY"],
  ["DropCatalog", "DROP CATALOG"],
  ["DropColumn", "ALTER TABLE DROP COLUMN"],
  ["DropFunction", "DROP FUNCTION"],
  ["DropMaterializedView", "DROP MATERIALIZED VIEW"],
  ["DropNotNullConstraint", "ALTER TABLE DROP NOT NULL"],
  ["DropRole", "DROP ROLE"],
  ["DropSchema", "DROP SCHEMA"],
  ["DropTable", "DROP TABLE"],
  ["DropView", "DROP VIEW"],
  ["GrantPrivileges", "GRANT"],
  ["GrantRoles", "GRANT"],
  ["InsertInto", "INSERT"],
  ["Merge", "MERGE"],
  ["RefreshMaterializedView", "REFRESH MATERIALIZED VIEW"],
  ["RenameColumn", "ALTER TABLE RENAME COLUMN"],
  ["RenameMaterializedView", "ALTER MATERIALIZED VIEW RENAME"],
  ["RenameSchema", "ALTER SCHEMA RENAME"],
  ["RenameTable", "ALTER TABLE RENAME"],
  ["RenameView", "ALTER VIEW RENAME"],
  ["RevokePrivileges", "REVOKE"],
  ["RevokeRoles", "REVOKE"],
  ["SetColumnType", "ALTER TABLE SET DATA TYPE"],
  ["SetMaterializedViewProperties", "ALTER MATERIALIZED VIEW SET PROPERTIES"],
  ["SetSchemaAuthorization", "ALTER SCHEMA SET AUTHORIZATION"],
  ["SetTableAuthorization", "ALTER TABLE SET AUTHORIZATION"],
  ["SetTableProperties", "ALTER TABLE SET PROPERTIES"],
  ["SetViewAuthorization", "ALTER VIEW SET AUTHORIZATION"],
  ["TableExecute", "ALTER TABLE EXECUTE"],
  ["TruncateTable", "TRUNCATE TABLE"],
  ["Update", "UPDATE"],
]);

/**
 * Changes that a plain EXPLAIN may explain: those of data and definitions. The others (procedures, permissions,
 * functions, catalogs) have no plan that a reader needs.
 */
export const explainable = (kind: string): boolean =>
  changes.has(kind) && !/^Analyze$|Call|Execute|Grant|Revoke|Deny|Role|Authorization|Function|Catalog/.test(kind);

/**
 * Statements about a session or transaction. Every call has its own session, so they have no effect, or they hide
 * another statement.
 */
export const sessions: ReadonlyMap<string, string> = new Map([
  ["Commit", "COMMIT"],
  ["Deallocate", "DEALLOCATE PREPARE"],
  ["DescribeInput", "DESCRIBE INPUT"],
  ["DescribeOutput", "DESCRIBE OUTPUT"],
  ["Execute", "EXECUTE"],
  ["ExecuteImmediate", "EXECUTE IMMEDIATE"],
  ["Prepare", "PREPARE"],
  ["ResetSession", "RESET SESSION"],
  ["ResetSessionAuthorization", "RESET SESSION AUTHORIZATION"],
  ["Rollback", "ROLLBACK"],
  ["SetPath", "SET PATH"],
  ["SetRole", "SET ROLE"],
  ["SetSession", "SET SESSION"],
  ["SetSessionAuthorization", "SET SESSION AUTHORIZATION"],
  ["SetTimeZone", "SET TIME ZONE"],
  ["StartTransaction", "START TRANSACTION"],
  ["Use", "USE"],
]);
