/**
 * Opens the warehouse so that a statement can reach nothing else: no files (not even the warehouse file itself), no
 * network, no extensions, no spill files that another query could read, and a configuration that SQL cannot change.
 * Table functions over the engine's own state remain possible; `statement.ts` refuses them. One thing stays readable,
 * with `current_setting('allowed_paths')`: the path of the warehouse file.
 */
import { DuckDBInstance } from "@duckdb/node-api";

/**
 * The whole embedded stack stays under 500 MB. The limit covers sorts, joins and aggregates; DuckDB does not count one
 * giant string.
 */
export const memoryLimitMegabytes = 80;
const threads = 2;

/** `errors_as_json` separates errors from the statement's text. */
const options = {
  memory_limit: `${memoryLimitMegabytes}MB`,
  threads: String(threads),
  // Memory of a query returns to the operating system when the query is done.
  allocator_flush_threshold: "8MB",
  allocator_bulk_deallocation_flush_threshold: "16MB",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  errors_as_json: "true",
} as const;

/** DuckDB itself always allows the opened file and its write-ahead log. */
const isolation = [
  "SET temp_directory = ''",
  "SET allow_persistent_secrets = false",
  "SET secret_directory = ''",
  "SET enable_external_access = false",
] as const;
const noFiles = "SET disabled_filesystems = 'LocalFileSystem'";
const noChange = "SET lock_configuration = true";

/** Opens `file`, which must exist. Throws an Error if DuckDB cannot read it. The caller closes the instance. */
export const openReadOnly = (file: string): Promise<DuckDBInstance> =>
  open(file, "READ_ONLY", [...isolation, noFiles, noChange]);

/** EXPLAIN also returns the plan before the optimizer, because the optimizer can remove tables. */
const explainAllPlans = "SET GLOBAL explain_output = 'all'";

/** The same with permission to write this one file: for one change of a copy of the warehouse. */
export const openForOneChange = (file: string): Promise<DuckDBInstance> =>
  open(file, "READ_WRITE", [...isolation, explainAllPlans, noChange]);

async function open(
  file: string,
  access_mode: "READ_ONLY" | "READ_WRITE",
  lockdown: readonly string[],
): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(file, { ...options, access_mode });
  try {
    const connection = await instance.connect();
    try {
      for (const statement of lockdown) await connection.run(statement);
    } finally {
      connection.closeSync();
    }
    return instance;
  } catch (cause) {
    instance.closeSync();
    throw cause;
  }
}
