/**
 * Stores, in a file in the user's home, up to which entry each registry's audit was verified. So a rewritten or
 * shortened chain is noticed later.
 */

import { readIfThere, writeAtomically } from "@drawbridge/contracts/atomic-file";
import { z } from "zod";
import type { Home } from "../files/home.ts";

const Heads = z.record(z.string(), z.object({ seq: z.number().int(), hash: z.string(), verifiedAt: z.iso.datetime() }));
type Heads = z.infer<typeof Heads>;
export type VerifiedHead = Heads[string];

/**
 * Null if this registry's audit was never verified. Throws if the file cannot be read, because it may hold a head that
 * reveals a change.
 */
export async function verifiedHead({ auditFile }: Home, registry: string): Promise<VerifiedHead | null> {
  return (await readHeads(auditFile))[registry] ?? null;
}

export async function keepVerifiedHead({ auditFile }: Home, registry: string, head: VerifiedHead): Promise<void> {
  const heads: Heads = { ...(await readHeads(auditFile)), [registry]: head };
  await writeAtomically(auditFile, `${JSON.stringify(heads)}\n`);
}

async function readHeads(file: string): Promise<Heads> {
  const text = await readIfThere(file);
  if (text === null) return {};
  try {
    return Heads.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `${file} is damaged. Remove it to verify from the beginning, knowing that a shortened chain then goes unnoticed once.`,
      { cause },
    );
  }
}
