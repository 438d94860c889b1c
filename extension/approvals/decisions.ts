/**
 * Sends a person's decisions to the registry, as the editor that they paired, with a proof of its key. Each is bound to what was drawn: its digest is
 * made here of the very view that the person saw, so nothing that lies between (the broker among it) can show one
 * request and have another decided.
 */
import { Refusal } from "@drawbridge/contracts/access";
import { ApprovalScope, type ApprovalView, type Decisions, DecisionsAnswer } from "@drawbridge/contracts/approvals";
import { digestOf } from "@drawbridge/contracts/digest";
import type { z } from "zod";
import { ProxyError, sessionExpired } from "../../proxy/kernel/errors.ts";
import type { Access } from "../signin/paired-editor.ts";

export type Decision =
  | { readonly decision: "approve"; readonly similar: boolean }
  | { readonly decision: "reject"; readonly reason: string };

/** A decision on a request as it was drawn. */
export interface Decided {
  readonly view: ApprovalView;
  readonly decision: Decision;
}

export interface DecisionEndpoint {
  /** The registry's API, and what proves a decision. Throws ProxyError `not-signed-in`, `session-expired` or `unreachable`. */
  access(): Promise<Access>;
  fetch: typeof globalThis.fetch;
}

export type DecisionResult = DecisionsAnswer["results"][number];

/** How long (ms) the registry may take. */
const patience = 15_000;
/** How long (seconds) "similar" holds: an hour, the most that the registry gives. */
const similarSeconds = 3600;
/** Decisions in one message (contracts/approvals.ts). */
const mostAtOnce = 100;

/** Each is judged by itself, in order. Throws ProxyError. */
export async function decideAll(
  endpoint: DecisionEndpoint,
  decided: readonly Decided[],
): Promise<readonly DecisionResult[]> {
  const results: DecisionResult[] = [];
  for (let from = 0; from < decided.length; from += mostAtOnce) {
    const body: Decisions = { decisions: decided.slice(from, from + mostAtOnce).map(onTheWire) };
    const answer = await request(endpoint, "POST", "approvals/decisions", body);
    results.push(...readAnswer(DecisionsAnswer, answer.status, answer.text).results);
  }
  return results;
}

/** Ends a standing approval. Throws ProxyError. */
export async function revokeScope(endpoint: DecisionEndpoint, id: string): Promise<void> {
  const { status, text } = await request(endpoint, "DELETE", `approvals/scopes/${encodeURIComponent(id)}`);
  readAnswer(ApprovalScope, status, text);
}

/** What is sent of a decision. */
export function onTheWire({ view, decision }: Decided): Decisions["decisions"][number] {
  const bound = { id: view.id, shown: digestOf(view) };
  if (decision.decision === "reject") return { ...bound, decision: "reject", reason: decision.reason };
  return { ...bound, decision: "approve", ...(decision.similar && { similarSeconds }) };
}

/** Reads the registry's answer. Throws ProxyError, in the registry's words where it refused. */
export function readAnswer<T>(schema: z.ZodType<T>, status: number, text: string): T {
  const body = json(text);
  if (status === 401) throw sessionExpired();
  if (status !== 200) {
    const refusal = Refusal.safeParse(body).data?.message;
    throw new ProxyError("unreachable", refusal ?? `The registry answered HTTP ${status}. Try again in a moment.`);
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProxyError("unreachable", "The registry's answer is not what this Drawbridge can read. Update it.");
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function request(
  { access, fetch }: DecisionEndpoint,
  method: "POST" | "DELETE",
  path: string,
  body?: Decisions,
): Promise<{ readonly status: number; readonly text: string }> {
  const { api, headers } = await access();
  const url = `${api}/${path}`;
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers(method, url), "content-type": "application/json" },
      // The token goes nowhere else.
      redirect: "error",
      signal: AbortSignal.timeout(patience),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw new ProxyError(
      "unreachable",
      "The registry did not answer. What it has taken shows here when it does; check your network or VPN, then try again.",
      { cause },
    );
  }
}
