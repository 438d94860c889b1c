/**
 * A file that says up to which entry an audit was intact. A person keeps it elsewhere, so that it reveals a rewritten
 * chain on any machine.
 */
import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { Head } from "./chain.ts";

const Anchor = z.object({
  registry: z.url(),
  /** The number of entries, and the hash of the last one. */
  seq: z.number().int().min(0),
  hash: z.string(),
  at: z.iso.datetime(),
});
export type Anchor = z.infer<typeof Anchor>;

/** Throws if the file exists: only the person who keeps an anchor may replace it. */
export async function writeAnchor(file: string, anchor: Anchor): Promise<void> {
  await writeFile(file, `${JSON.stringify(anchor, null, 2)}\n`, { flag: "wx", mode: 0o644 }).catch((cause: unknown) => {
    throw new Error(`The anchor could not be written to ${file}. Name a file that is not there yet.`, { cause });
  });
}

/** Throws if the file cannot be read, or is the anchor of another registry. */
export async function readAnchor(file: string, registry: string): Promise<Head> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new Error(`The anchor ${file} cannot be read. Name the file that \`audit export-anchor\` wrote.`, { cause });
  });
  const parsed = Anchor.safeParse(json(text));
  if (!parsed.success) throw new Error(`${file} is no anchor. Name the file that \`audit export-anchor\` wrote.`);
  if (parsed.data.registry !== registry)
    throw new Error(`${file} is an anchor of ${parsed.data.registry}, and you are signed in at ${registry}.`);
  return { seq: parsed.data.seq, hash: parsed.data.hash };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
