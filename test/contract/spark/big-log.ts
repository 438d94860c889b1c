/**
 * Writes an event log of any size: a real one of the corpus whose finished tasks are repeated with other numbers. It is
 * written as a stream, as Spark does it. Zstandard gets a frame for every flush, as in Spark's own stream.
 */
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { appOf, corpus } from "../../engines/spark/corpus.ts";

export interface BigLog {
  readonly app: string;
  /** Bytes of its text. */
  readonly text: number;
  /** Bytes of the file. */
  readonly stored: number;
}

/** Bytes of text between two flushes. */
const flushBytes = 256 * 1024;

/** @param name the case of the corpus whose log is enlarged */
export async function writeBigLog(
  folder: string,
  { name, bytes, codec }: { readonly name: string; readonly bytes: number; readonly codec: "plain" | "zstd" },
): Promise<BigLog> {
  const app = appOf(name);
  const original = zstdDecompressSync(await readFile(join(corpus.events, `${app}.zstd`))).toString("utf8");
  const { beginning, tasks, ending } = split(original);
  const pack = (part: string): Part => {
    const text = Buffer.from(part);
    return { text: text.length, stored: codec === "plain" ? text : zstdCompressSync(text) };
  };
  const rounds = Array.from({ length: variants }, (_, seed) => pack(vary(tasks, seed)));
  let text = 0;
  let stored = 0;
  function* parts(): Generator<Buffer> {
    const count = (part: Part): Buffer => {
      text += part.text;
      stored += part.stored.length;
      return part.stored;
    };
    yield count(pack(beginning));
    for (let round = 0; text < bytes - ending.length; round += 1) {
      const part = rounds[round % rounds.length];
      if (part !== undefined) yield count(part);
    }
    yield count(pack(ending));
  }
  await pipeline(Readable.from(parts()), createWriteStream(join(folder, codec === "plain" ? app : `${app}.zstd`)));
  return { app, text, stored };
}

interface Part {
  /** Bytes of its text. */
  readonly text: number;
  readonly stored: Buffer;
}

/** Number of different rounds of tasks; after these they repeat. */
const variants = 50;

function split(original: string) {
  const lines = original.split(/(?<=\n)/);
  const isTaskEnd = (line: string): boolean => line.startsWith('{"Event":"SparkListenerTaskEnd"');
  const first = lines.findIndex(isTaskEnd);
  const finished = lines.filter((line) => isTaskEnd(line) && line.includes('"Task End Reason":{"Reason":"Success"}'));
  const round = finished.join("");
  return {
    beginning: lines.slice(0, first).join(""),
    tasks: round.repeat(Math.ceil(flushBytes / round.length)),
    ending: lines.slice(first).join(""),
  };
}

/** The same events with other last digits in their larger numbers: times, bytes, ids of accumulators. */
function vary(tasks: string, seed: number): string {
  let state = seed + 1;
  return tasks.replace(/\d{3,}/g, (digits) => {
    state = (state * 48_271) % 2_147_483_647;
    const changed = Math.min(4, digits.length - 1);
    return digits.slice(0, -changed) + String(state).padStart(changed, "0").slice(-changed);
  });
}
