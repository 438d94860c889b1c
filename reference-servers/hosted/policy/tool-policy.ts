/**
 * Decides a tool's named Cedar policy: may this principal call this tool, here, from this kind of application.
 *
 * What a policy can refer to: `principal` is a `User` in its `Group`s; the action is `Action::"call"`; `resource` is
 * `Tool::"server/tool"` in `Server::"server"`; `context` holds surface, environment and effect. Only the one policy that
 * the tool names is evaluated. A statement may carry `@reason("…")`, which becomes part of the refusal.
 *
 * Fails closed: an unknown tool, a missing or unreadable policy, and any error while evaluating all deny. The last is
 * stricter than Cedar, which skips a statement with an error: a skipped `forbid` would allow what it forbids.
 */
import { createHash } from "node:crypto";
import {
  type AuthorizationAnswer,
  type PolicyToJsonAnswer,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  statefulIsAuthorized,
} from "@cedar-policy/cedar-wasm/nodejs";
import type { AccessPolicy, Decision, Effect } from "@drawbridge/contracts/access";
import type { Environment, Principal } from "@drawbridge/contracts/identity";
import { allow, deny } from "./decision.ts";
import { heldBackTool, unknownTool } from "./held-tools.ts";

export interface ToolAuthorizer {
  /** Whether `principal` may call `tool`. The coarse decision (decideServer) comes before this one and is not part of it. */
  decide(tool: string, principal: Principal, environment: Environment): Decision;
}

/**
 * One evaluation takes 0.2 ms, and a list evaluates every tool, so the decisions are cached. At this many the cache is
 * emptied.
 */
const maxCachedDecisions = 10_000;

/**
 * Parses every named policy once. The authorizer's answers are valid for this version of the policy: compile the next
 * version again.
 */
export function compileToolPolicies(policy: AccessPolicy): ToolAuthorizer {
  const tools = new Map(Object.entries(policy.tools));
  const policies = new Map(Object.entries(policy.policies).map(([name, text]) => [name, parse(text)]));
  const decisions = new Map<string, Decision>();

  const decide = (name: string, principal: Principal, environment: Environment): Decision => {
    const heldBack =
      policy.heldBack !== undefined && Object.hasOwn(policy.heldBack, name) ? policy.heldBack[name] : undefined;
    if (heldBack !== undefined) return heldBackTool(policy, name, heldBack, principal.user);
    const tool = tools.get(name);
    if (tool === undefined) return unknownTool(policy, name, principal.user);
    const parsed = policies.get(tool.policy);
    const verdict =
      parsed === undefined ? unreadable : evaluate(parsed, policy.server, name, tool.effect, principal, environment);
    const subject = `${principal.user} may ${verdict.allowed ? "" : "not "}call ${name} of ${policy.server}`;
    const reason = `${subject}${verdict.why === "" ? "" : `: ${verdict.why}`} (policy ${tool.policy}).`;
    return verdict.allowed ? allow(tool.policy, reason) : deny(tool.policy, reason, policy.ask);
  };

  return {
    decide(tool, principal, environment) {
      const key = JSON.stringify([tool, environment, principal.user, principal.surface, principal.groups]);
      const cached = decisions.get(key);
      if (cached !== undefined) return cached;
      const decision = decide(tool, principal, environment);
      if (decisions.size >= maxCachedDecisions) decisions.clear();
      decisions.set(key, decision);
      return decision;
    },
  };
}

/** One named policy, parsed: its id in Cedar's cache, and the effect and reason of each statement. */
interface Parsed {
  readonly id: string;
  readonly statements: readonly { readonly effect: "permit" | "forbid"; readonly reason: string | null }[];
}

interface Verdict {
  readonly allowed: boolean;
  readonly why: string;
}

const unreadable: Verdict = {
  allowed: false,
  why: "its policy is missing or unreadable, so no user may call the tool",
};

/**
 * Cedar keeps parsed sets for the whole process. The id is made from the content, so policies with the same text share
 * one set.
 */
function parse(text: string): Parsed | undefined {
  const id = createHash("sha256").update(text).digest("hex");
  const parts = policySetTextToParts(text);
  if (parts.type === "failure") return undefined;
  const statements = parts.policies.map((statement) => policyToJson(statement));
  const staticPolicies = Object.fromEntries(parts.policies.map((statement, index) => [String(index), statement]));
  if (preparsePolicySet(id, { staticPolicies }).type === "failure") return undefined;
  return { id, statements: statements.map(described) };
}

const described = (statement: PolicyToJsonAnswer): Parsed["statements"][number] =>
  statement.type === "failure"
    ? { effect: "forbid", reason: null }
    : { effect: statement.json.effect, reason: statement.json.annotations?.reason ?? null };

function evaluate(
  parsed: Parsed,
  server: string,
  tool: string,
  effect: Effect,
  principal: Principal,
  environment: Environment,
): Verdict {
  const user = { type: "User", id: principal.user };
  const resource = { type: "Tool", id: `${server}/${tool}` };
  return judge(
    parsed,
    statefulIsAuthorized({
      principal: user,
      action: { type: "Action", id: "call" },
      resource,
      context: { surface: principal.surface, environment, effect },
      preparsedPolicySetId: parsed.id,
      entities: [
        { uid: user, attrs: {}, parents: principal.groups.map((id) => ({ type: "Group", id })) },
        { uid: resource, attrs: {}, parents: [{ type: "Server", id: server }] },
      ],
    }),
  );
}

function judge({ statements }: Parsed, answer: AuthorizationAnswer): Verdict {
  if (answer.type === "failure" || answer.response.diagnostics.errors.length > 0) {
    return { allowed: false, why: "its policy could not be evaluated, so no user may call the tool" };
  }
  const { decision, diagnostics } = answer.response;
  const deciding = diagnostics.reason.flatMap((id) => statements[Number(id)] ?? []);
  if (decision === "allow") return { allowed: true, why: reasons(deciding) };
  // Where no statement decided, no `forbid` applied. Then the reason names what would have permitted the call.
  const statementsToQuote = deciding.length > 0 ? deciding : statements.filter(({ effect }) => effect === "permit");
  return { allowed: false, why: reasons(statementsToQuote) };
}

const reasons = (statements: Parsed["statements"]): string =>
  statements.flatMap(({ reason }) => reason ?? []).join(", or ");
