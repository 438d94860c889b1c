/** Attacks on an approved statement: what is behind it is exchanged between the approval and the run. */
import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { type GatedServer, told } from "../servers/gated-server.ts";

export interface Swap {
  readonly attack: string;
  /** What is there when the statement is approved. */
  readonly before: readonly string[];
  readonly approved: string;
  /** What is done between the approval and the run. */
  readonly swap: readonly string[];
  /** What the caller reads then. */
  readonly said: RegExp;
}

/** Calls `write_query`, which waits for a person, and returns the id of its request. */
export async function askToWrite(gated: GatedServer, client: Client, sql: string): Promise<string> {
  const first = await told(client, "write_query", { sql });
  assert.equal(first.code, "approval-pending", first.text);
  return gated.pending();
}

/**
 * Approves the statement, exchanges what is behind it, and calls again: it does not run, `contents` stays as it is, and the
 * approval is void. Returns what the caller reads.
 */
export async function assertNotRun(
  gated: GatedServer,
  client: Client,
  approved: string,
  { swap, contents }: { readonly swap: () => Promise<void>; readonly contents: () => Promise<unknown> },
): Promise<string> {
  const id = await askToWrite(gated, client, approved);
  await gated.approve(id);
  await swap();
  const there = await contents();
  const { code, text } = await told(client, "write_query", { sql: approved });
  assert.equal(code, "plan-changed", text);
  assert.equal(await gated.state(id), "void");
  assert.deepEqual(await contents(), there);
  return text;
}
