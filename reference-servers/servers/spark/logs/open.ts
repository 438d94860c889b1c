/** Reads the text logs of applications. */
import { createReadStream, type ReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { isFileError, logError } from "../file-errors.ts";

/**
 * Yields a text log's bytes. Rotated logs are often gzipped; from an incomplete gzip file it yields what can be unpacked.
 * Throws SparkError `unreadable-log`.
 */
export async function* openText(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { signal, highWaterMark: 256 * 1024 });
  try {
    yield* path.endsWith(".gz") ? unzipped(file) : file;
  } catch (error) {
    throw isFileError(error) ? logError("text log", error) : error;
  }
}

async function* unzipped(file: ReadStream): AsyncGenerator<Buffer> {
  const unzip = createGunzip();
  file.on("error", (error) => unzip.destroy(error));
  try {
    yield* file.pipe(unzip);
  } catch (error) {
    if (file.errored !== null) throw file.errored;
    // The text before a damaged end is valid.
    if (!systemErrorCode(error)?.startsWith("Z_")) throw error;
  } finally {
    file.destroy();
  }
}
