/** Whether a registry still has what the dump holds. */
import assert from "node:assert/strict";
import { ApprovalTicket } from "@drawbridge/contracts/approvals";
import { AuditedRows, AuditPage } from "@drawbridge/contracts/audit";
import { MyServers } from "@drawbridge/contracts/registry";
import { ServerUsage } from "@drawbridge/contracts/usage";
import { verifyAudit } from "../../../proxy/audit/verify.ts";
import type { TestRegistry } from "../registry/test-registry.ts";
import type { Filled } from "./dump.ts";

/** Requests whose state no clock changes, because the dump's approvals and deadlines end. */
const ended = ["expired", "rejected", "void", "outcome-unknown", "succeeded", "failed"];

/** `states`: all, for a registry with the dump's clock; or those that stay as they are. */
export async function assertContent(
  { asPart, asUser }: Pick<TestRegistry, "asPart" | "asUser">,
  { requests, calls, audit }: Filled,
  states: "all" | "ended" = "all",
): Promise<void> {
  const ines = { sub: "ines", groups: ["infra"] };
  for (const [state, id] of Object.entries(requests)) {
    if (states === "ended" && !ended.includes(state)) continue;
    const ticket = await read(asPart("presto", `/servers/presto/approvals/${id}`));
    assert.equal(ApprovalTicket.parse(ticket).state, state, `the request ${id}`);
  }
  const { servers } = MyServers.parse(await read(asUser("/me/servers", ines)));
  assert.deepEqual(servers.map(({ name }) => name).toSorted(), ["orders", "presto"]);
  const usage = ServerUsage.parse(await read(asUser("/servers/presto/usage", ines)));
  assert.equal(
    usage.days.reduce((sum, day) => sum + day.calls, 0),
    calls.ada + calls.finn,
  );
  const page = async (after = 0) => AuditPage.parse(await read(asUser(`/audit?after=${after}`, ines)));
  const rows = async (from: string) => AuditedRows.parse(await read(asUser(`/audit/rows?after=${from}`, ines)));
  const { broken, problems } = await verifyAudit(page, rows, []);
  assert.deepEqual([broken, problems], [null, []]);
  assert.ok((await page()).entries.length >= audit);
}

async function read(answer: Promise<Response>): Promise<unknown> {
  const response = await answer;
  const body = await response.text();
  assert.equal(response.status, 200, body);
  return JSON.parse(body);
}
