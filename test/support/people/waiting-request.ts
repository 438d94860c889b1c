/** Decides in the inbox what a person's own terminal shows as waiting, as the person who asked for it. */
import assert from "node:assert/strict";
import type { CommandLine } from "../agents/command-line.ts";
import { until } from "../clocks/until.ts";
import type { InboxVisitor } from "./inbox-visitor.ts";

/** Decides the one request that waits. Returns what the page showed. */
export async function decideWaiting(
  terminal: CommandLine,
  inbox: InboxVisitor,
  decision: "approve" | "reject",
  reason = "",
): Promise<string> {
  let id = "";
  // The engine plans before the request waits, and it may have started a moment ago.
  await until(
    "it waits",
    async () => {
      id = /^Waiting .*\/approvals\/(\S+)$/m.exec((await terminal.run("approvals")).stdout)?.[1] ?? "";
      return id !== "";
    },
    40_000,
  );
  const { html } = await inbox.ask(`/approvals/${id}`);
  const shown = new RegExp(`name="shown.${id}" value="([^"]+)"`).exec(html)?.[1] ?? "";
  const choice = { [`shown.${id}`]: shown, [`decision.${id}`]: decision, [`reason.${id}`]: reason };
  assert.equal((await inbox.post("/approvals/decisions", { page: id, ...choice })).status, 303);
  return html;
}

/** The output of a call of a Presto tool that waits, and runs once this person has approved it. */
export async function approvedCall(
  terminal: CommandLine,
  inbox: InboxVisitor,
  tool: "query" | "write_query",
  sql: string,
): Promise<string> {
  const call = terminal.run("call", "presto", tool, "--json", "--args", JSON.stringify({ sql }));
  await decideWaiting(terminal, inbox, "approve");
  const { code, stdout, stderr } = await call;
  assert.equal(code, 0, stderr);
  return stdout;
}
