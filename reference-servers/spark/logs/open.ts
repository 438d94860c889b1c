/** A text log's bytes; logs that were rotated away are often gzipped. What is whole of a cut one is given. */
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
    // A damaged end says nothing about what was read before it.
    if (!(error instanceof Error && "code" in error && /^Z_/.test(String(error.code)))) throw error;
  } finally {
    file.destroy();
  }
}
