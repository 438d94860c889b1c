/** Approvals for tests: a plan, an ask, and a registry that servers and people speak to about them. */
import { randomUUID } from "node:crypto";
import {
  Approval,
  type ApprovalAsk,
  Approvals,
  ApprovalTicket,
  ConsumeRefusal,
  type Decisions,
  DecisionsAnswer,
} from "@drawbridge/contracts/approvals";
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import { planOf } from "./approvals-plan.ts";
import type { Claims } from "./issuer.ts";
import { manifestOf } from "./manifest.ts";
import { startTestRegistry, type TestRegistry } from "./registry.ts";

/** An ask for ada; each has arguments of its own unless a digest is wished. */
export const askOf = ({
  user = "ada",
  ...wish
}: Partial<ApprovalAsk> & { readonly user?: string } = {}): ApprovalAsk => ({
  principal: { user, groups: ["ads-eng"], surface: "local" },
  agent: "claude-code",
  workspace: "ads-reports",
  tool: "figures",
  digest: randomUUID(),
  plan: planOf(),
  need: "caller",
  policyVersion: "v1",
  ...wish,
});

export const inAMinute = (): string => new Date(Date.now() + 60_000).toISOString();

export interface ApprovalsWorld extends TestRegistry {
  /** Asks as server `presto`, and expects a ticket. */
  ask(ask?: ApprovalAsk): Promise<ApprovalTicket>;
  /** POSTs to a request of presto as `server`. */
  tell(id: string, act: string, body: object, server?: string): Promise<Response>;
  ticket(id: string): Promise<ApprovalTicket>;
  /** Consumes as presto; a refusal is answered by its code. */
  consume(ticket: ApprovalTicket, call?: string): Promise<ApprovalTicket | string>;
  /** Asks the API as a person with a token of the approver's client. */
  asApprover(path: string, init?: RequestInit, claims?: Claims): Promise<Response>;
  approval(id: string, claims?: Claims): Promise<Approval>;
  list(query?: string, claims?: Claims): Promise<Approvals>;
  decide(decisions: Decisions["decisions"], claims?: Claims): Promise<DecisionsAnswer["results"]>;
  /** Looks at it and approves it. */
  approve(id: string, claims?: Claims, similarSeconds?: number): Promise<DecisionsAnswer["results"][number]>;
}

export const approver = { aud: audiences.approvals, client_id: oauthClients.approver } as const;

/** The approver's token of the person that these claims name. */
export type ApproversToken = (claims: Claims) => Promise<string>;

/** A registry that knows the server `presto`, whose second persons are the members of `data-owners`. */
export async function startApprovals(
  wish: Partial<RegistrySettings> = {},
  tokenOf?: ApproversToken,
): Promise<ApprovalsWorld> {
  const registry = await startTestRegistry(wish);
  const token: ApproversToken = tokenOf ?? ((claims) => registry.issuer.mint({ ...approver, ...claims }));
  await registry.announce(manifestOf("presto", { approvers: ["data-owners"] }), "http://127.0.0.1:9/mcp");
  const post = (part: string, path: string, body: unknown) =>
    registry.asPart(part, path, { method: "POST", body: JSON.stringify(body) });
  const at = "/servers/presto/approvals";

  const world: ApprovalsWorld = {
    ...registry,
    ask: async (ask = askOf()) => ApprovalTicket.parse(await ok(await post("presto", at, ask))),
    tell: (id, act, body, server = "presto") => post(server, `/servers/${server}/approvals/${id}/${act}`, body),
    ticket: async (id) => ApprovalTicket.parse(await ok(await registry.asPart("presto", `${at}/${id}`))),
    async consume({ id, grant }, call = randomUUID()) {
      const response = await world.tell(id, "consume", { grant: grant ?? "", deadline: inAMinute(), call });
      if (response.status === 409) return ConsumeRefusal.parse(await response.json()).error;
      return ApprovalTicket.parse(await ok(response));
    },
    asApprover: async (path, init = {}, claims = {}) =>
      fetch(`${registry.url}/api/v1/approvals${path}`, {
        ...init,
        headers: { authorization: `Bearer ${await token(claims)}` },
      }),
    approval: async (id, claims) => Approval.parse(await ok(await world.asApprover(`/${id}`, {}, claims))),
    list: async (query = "", claims) => Approvals.parse(await ok(await world.asApprover(query, {}, claims))),
    async decide(decisions, claims) {
      const init = { method: "POST", body: JSON.stringify({ decisions }) };
      return DecisionsAnswer.parse(await ok(await world.asApprover("/decisions", init, claims))).results;
    },
    async approve(id, claims, similarSeconds) {
      const { shown } = await world.approval(id, claims);
      const similar = similarSeconds === undefined ? {} : { similarSeconds };
      const [result] = await world.decide([{ id, shown, decision: "approve", ...similar }], claims);
      if (result === undefined) throw new Error("No result came back.");
      return result;
    },
  };
  return world;
}

async function ok(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}
