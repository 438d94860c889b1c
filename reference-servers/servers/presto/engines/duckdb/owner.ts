/**
 * One owner for each warehouse file. A change is made on a copy, which then replaces the file, so that two servers on one
 * file would undo each other's changes. The owner holds DuckDB's own lock on an empty database beside the file: the system
 * releases it when the process ends in any way, and it counts between containers that share a disk.
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

export interface Owner {
  release(): void;
}

/** DuckDB's words on Linux and macOS, and those of Windows. */
const isLocked = /could not set lock|being used by another process/i;
const holder = /\(PID (\d+)\)/;
/** The system's words, also in DuckDB's errors. */
const isUnwritable = /permission denied|operation not permitted|read-only file system|access is denied/i;

/**
 * Takes the file for this process. Throws an Error for operators if another process has it, or if that cannot be found
 * out. A folder that cannot be written to needs no owner, because no server can change a file there.
 */
export async function ownWarehouse(file: string): Promise<Owner> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const options = { threads: "1", memory_limit: "8MB", enable_external_access: "false" };
    const lock = await DuckDBInstance.create(`${file}.owner`, options);
    return { release: () => lock.closeSync() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (isLocked.test(message)) throw new Error(refusal(file, holder.exec(message)?.[1]), { cause: error });
    if (isUnwritable.test(message)) return { release: () => {} };
    throw new Error(unusable(file), { cause: error });
  }
}

const refusal = (file: string, pid: string | undefined): string =>
  `The warehouse file ${file} belongs to another server that runs${pid === undefined ? "" : ` (process ${pid})`}, and an embedded DuckDB file has one owner. Stop that server first, give this one a file of its own, or use a Presto or Trino (PRESTO_URL), which any number of instances can share.`;

/** For example empty, because the first server on the file was killed while it made it. */
const unusable = (file: string): string =>
  `The file ${file}.owner, by which one server alone has the warehouse, cannot be used. Stop every server on this warehouse, make sure that the disk is not full, remove that file, and start again.`;
