/**
 * Opens the warehouse so that no statement can leave it: no files (for reading not even the warehouse's own), no
 * network, no extensions, no spill files that another query could read, and a configuration that SQL cannot change.
 * What this leaves open to a statement, table functions over the engine's own state, `statement.ts` refuses. One thing
 * stays readable, by `current_setting('allowed_paths')`: where the warehouse file lies.
 */
import { DuckDBInstance } from "@duckdb/node-api";

/** The whole embedded stack stays under 500 MB. Binds sorts, joins and aggregates; one giant string is not counted. */
export const memoryLimitMegabytes = 80;
const threads = 2;

/** `errors_as_json` gives errors apart from the statement's text. */
const options = {
  memory_limit: `${memoryLimitMegabytes}MB`,
  threads: String(threads),
  // What a query took goes back to the machine when it is done.
  allocator_flush_threshold: "8MB",
  allocator_bulk_deallocation_flush_threshold: "16MB",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  errors_as_json: "true",
} as const;

/** External access allows the opened file, and its log, by itself. */
const noWayOut = [
  "SET temp_directory = ''",
  "SET allow_persistent_secrets = false",
  "SET secret_directory = ''",
  "SET enable_external_access = false",
] as const;
const noFiles = "SET disabled_filesystems = 'LocalFileSystem'";
const noChange = "SET lock_configuration = true";

/** Opens `file`, which must exist; throws where DuckDB cannot read it. The caller closes the instance. */
export const openReadOnly = (file: string): Promise<DuckDBInstance> =>
  open(file, "READ_ONLY", [...noWayOut, noFiles, noChange]);

/** Plans are told as they were before the optimizer too, which leaves out tables. */
const wholePlans = "SET GLOBAL explain_output = 'all'";

/** The same with the right to write this one file: for a copy of the warehouse, and for one change of it. */
export const openForOneChange = (file: string): Promise<DuckDBInstance> =>
  open(file, "READ_WRITE", [...noWayOut, wholePlans, noChange]);

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
