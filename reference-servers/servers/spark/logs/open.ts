/**
 * Yields a text log's bytes. Rotated logs are often gzipped; from an incomplete gzip file it yields what can be
 * unpacked.
 */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

export async function* openText(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { signal, highWaterMark: 256 * 1024 });
  if (!path.endsWith(".gz")) {
    yield* file;
    return;
  }
  const unzip = createGunzip();
  file.on("error", (error) => unzip.destroy(error));
  try {
    yield* file.pipe(unzip);
  } catch (error) {
    if (file.errored !== null) throw file.errored;
    // The text before a damaged end is valid.
    if (!(error instanceof Error && "code" in error && /^Z_/.test(String(error.code)))) throw error;
  } finally {
    file.destroy();
  }
}
