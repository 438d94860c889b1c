/** Attacks on an approved statement that replace the objects behind it between the approval and the run. */
import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { type GatedServer, toolAnswer } from "../servers/gated-server.ts";

export interface Swap {
  readonly attack: string;
  /** Statements that run before the approval. */
  readonly before: readonly string[];
  readonly approved: string;
  /** Statements that run between the approval and the run. */
  readonly swap: readonly string[];
  /** What the caller's error message has to match. */
  readonly message: RegExp;
}

/** Calls `write_query`, which waits for a person, and returns the id of its request. */
export async function askToWrite(gated: GatedServer, client: Client, sql: string): Promise<string> {
  const first = await toolAnswer(client, "write_query", { sql });
  assert.equal(first.code, "approval-pending", first.text);
  return gated.pending();
}

/**
 * Approves the statement, exchanges the objects behind it, and calls again. Asserts that the statement does not run, that
 * `contents` stays as it is, and that the approval is void. Returns the message that the caller gets.
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
  const { code, text } = await toolAnswer(client, "write_query", { sql: approved });
  assert.equal(code, "plan-changed", text);
  assert.equal(await gated.state(id), "void");
  assert.deepEqual(await contents(), there);
  return text;
}
