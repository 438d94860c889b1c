/**
 * Sends a person's decisions to the registry as the editor that they paired, with a proof of its key. Each decision is
 * bound to what was drawn: its digest is made here of the view that the person saw. So nothing in between, the broker
 * included, can show one request and get a decision on another.
 */

import type { Approval, ApprovalView, Decisions, DecisionsAnswer, Resolution } from "@drawbridge/contracts/approvals";
import { clientHeaders } from "@drawbridge/contracts/client-release";
import { digestOf } from "@drawbridge/contracts/digest";
import { type AnswerWith, ApiClient } from "@drawbridge/contracts/http-api/client";
import type { Credential } from "@drawbridge/contracts/http-api/credentials";
import { decideApprovals, resolveApproval, revokeApprovalScope } from "@drawbridge/contracts/registry-api/approvals";
import * as l10n from "@vscode/l10n";
import { ProxyError, sessionExpired } from "../../../proxy/kernel/errors.ts";
import { version } from "../../../proxy/kernel/version.ts";
import type { Access } from "../../signin/paired-editor.ts";

export type Decision =
  | { readonly decision: "approve"; readonly similar: boolean }
  | { readonly decision: "reject"; readonly reason: string };

/** A decision, and the request as it was drawn. */
export interface BoundDecision {
  readonly view: ApprovalView;
  readonly decision: Decision;
}

export interface DecisionEndpoint {
  /**
   * The address of the registry's API, and what proves a decision. Throws ProxyError `not-signed-in`, `session-expired` or
   * `unreachable`.
   */
  access(): Promise<Access>;
  fetch: typeof globalThis.fetch;
}

export type DecisionResult = DecisionsAnswer["results"][number];

/** How long (ms) the registry may take to answer. */
const timeoutMs = 15_000;
/** How long (seconds) an approval of similar calls holds: one hour, the most that the registry allows. */
const similarSeconds = 3600;
/** How many decisions one message may hold (contracts/approvals.ts). */
const maxDecisions = 100;

/** Sends the decisions. The registry judges each one separately; the results have their order. Throws ProxyError. */
export async function decideAll(
  endpoint: DecisionEndpoint,
  decided: readonly BoundDecision[],
): Promise<readonly DecisionResult[]> {
  const results: DecisionResult[] = [];
  for (let from = 0; from < decided.length; from += maxDecisions) {
    const body: Decisions = { decisions: decided.slice(from, from + maxDecisions).map(onTheWire) };
    const client = await clientOf(endpoint);
    results.push(...bodyOf(await reached(client.call(decideApprovals, { body }))).results);
  }
  return results;
}

/** Ends a standing approval. Throws ProxyError. */
export async function revokeScope(endpoint: DecisionEndpoint, id: string): Promise<void> {
  const client = await clientOf(endpoint);
  bodyOf(await reached(client.call(revokeApprovalScope, { parameters: { id } })));
}

/** Records how a call ended whose end no part recorded. Returns the request as it is now. Throws ProxyError. */
export async function recordOutcome(endpoint: DecisionEndpoint, id: string, outcome: Resolution): Promise<Approval> {
  const client = await clientOf(endpoint);
  return bodyOf(await reached(client.call(resolveApproval, { parameters: { id }, body: outcome })));
}

/** The decision as the registry's API takes it. */
export function onTheWire({ view, decision }: BoundDecision): Decisions["decisions"][number] {
  const bound = { id: view.id, shown: digestOf(view) };
  if (decision.decision === "reject") return { ...bound, decision: "reject", reason: decision.reason };
  return { ...bound, decision: "approve", ...(decision.similar && { similarSeconds }) };
}

/** A client that proves each request with a header made for exactly that request. */
async function clientOf({ access, fetch }: DecisionEndpoint): Promise<ApiClient<"api">> {
  const { api, headers } = await access();
  const credential: Credential = {
    headersFor: ({ method, url }) => ({ ...clientHeaders("extension", version), ...headers(method, url.href) }),
  };
  return new ApiClient({
    area: "api",
    address: () => api,
    credentials: { current: () => credential },
    fetch,
    timeoutMs,
  });
}

const reached = <Answered>(answer: Promise<Answered>): Promise<Answered> =>
  answer.catch((cause: unknown) => {
    throw new ProxyError(
      "unreachable",
      l10n.t(
        "The registry did not answer. What it has taken shows here when it does; check your network or VPN, then try again.",
      ),
      { cause },
    );
  });

/** Throws ProxyError, with the registry's own message where it refused. */
function bodyOf<Body>(answer: AnswerWith<Body>): Body {
  if (answer.kind === "answer") return answer.body;
  if (answer.status === 401) throw sessionExpired();
  if (answer.kind === "unreadable")
    throw new ProxyError(
      "unreachable",
      l10n.t("The registry's answer is not what this Drawbridge can read. Update it."),
    );
  const message =
    answer.refusal?.message ?? l10n.t("The registry answered HTTP {0}. Try again in a moment.", answer.status);
  throw new ProxyError("unreachable", message);
}
