/**
 * Opens the warehouse so that no statement can leave it: read-only, no files (not even the warehouse's own), no
 * network, no extensions, no spill files that another query could read, and a configuration that SQL cannot change.
 * What this leaves open to a SELECT, table functions over the engine's own state, `statement.ts` refuses. One thing
 * stays readable, by `current_setting('allowed_paths')`: where the warehouse file lies.
 */
import { DuckDBInstance } from "@duckdb/node-api";

/** The whole embedded stack stays under 500 MB. Binds sorts, joins and aggregates; one giant string is not counted. */
export const memoryLimitMegabytes = 80;
const threads = 2;

/** `errors_as_json` gives errors apart from the statement's text. */
const options = {
  access_mode: "READ_ONLY",
  memory_limit: `${memoryLimitMegabytes}MB`,
  threads: String(threads),
  // What a query took goes back to the machine when it is done.
  allocator_flush_threshold: "8MB",
  allocator_bulk_deallocation_flush_threshold: "16MB",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  errors_as_json: "true",
} as const;

/** In this order: external access allows the opened file by itself, so the file system is closed after it. */
const lockdown = [
  "SET temp_directory = ''",
  "SET allow_persistent_secrets = false",
  "SET secret_directory = ''",
  "SET enable_external_access = false",
  "SET disabled_filesystems = 'LocalFileSystem'",
  "SET lock_configuration = true",
] as const;

/** Opens `file`, which must exist; throws where DuckDB cannot read it. The caller closes the instance. */
export async function openReadOnly(file: string): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(file, options);
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
