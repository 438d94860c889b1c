/**
 * The world of the approval tests: the registry with one server, and functions with which servers ask and people decide.
 */
import { randomUUID } from "node:crypto";
import {
  Approval,
  type ApprovalAsk,
  Approvals,
  ApprovalTicket,
  ConsumeRefusal,
  type Decisions,
  DecisionsAnswer,
  grantIssuer,
  grantIssuerHeader,
} from "@drawbridge/contracts/approvals";
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import { planOf } from "../approvals/plan.ts";
import type { Claims } from "../identity/issuer.ts";
import { InboxVisitor } from "../people/inbox-visitor.ts";
import { pairedBy, type TestEditor } from "../people/paired-editor.ts";
import { startTestRegistry, type TestRegistry, type TestRegistryOptions } from "../registry/test-registry.ts";
import { manifestOf } from "../servers/manifest.ts";

/** An ask for ada. Each one has its own arguments unless a digest is given. */
export const askOf = ({
  user = "ada",
  ...overrides
}: Partial<ApprovalAsk> & { readonly user?: string } = {}): ApprovalAsk => ({
  principal: { user, groups: ["ads-eng"], surface: "local" },
  agent: "claude-code",
  workspace: "ads-reports",
  tool: "figures",
  digest: randomUUID(),
  plan: planOf(),
  need: "caller",
  policyVersion: "v1",
  ...overrides,
});

/** What servers say with each question since this version. */
const expecting = { [grantIssuerHeader]: grantIssuer };

export const inAMinute = (): string => new Date(Date.now() + 60_000).toISOString();

export interface ApprovalsWorld extends TestRegistry {
  /** Asks as server `presto`, and expects a ticket. */
  ask(ask?: ApprovalAsk): Promise<ApprovalTicket>;
  /** POSTs to a request of presto as `server`. */
  post(id: string, act: string, body: object, server?: string): Promise<Response>;
  ticket(id: string): Promise<ApprovalTicket>;
  /** Consumes a ticket as presto. Where the registry refuses, resolves with the error code. */
  consume(ticket: ApprovalTicket, call?: string): Promise<ApprovalTicket | string>;
  /** Sends a request to the API as a person: reads use the broker's token, decisions an editor that they paired. */
  asApprover(path: string, init?: RequestInit, claims?: Claims): Promise<Response>;
  /** The one editor that the person with these claims paired. */
  editorOf(claims: Claims): Promise<TestEditor>;
  approval(id: string, claims?: Claims): Promise<Approval>;
  /** The digest of what the person sees of the request. */
  shownOf(id: string): Promise<string>;
  /** The request's state, as the server presto sees it. */
  stateOf(id: string): Promise<string>;
  list(query?: string, claims?: Claims): Promise<Approvals>;
  decide(decisions: Decisions["decisions"], claims?: Claims): Promise<DecisionsAnswer["results"]>;
  /** Reads the request and approves it. */
  approve(id: string, claims?: Claims, similarSeconds?: number): Promise<DecisionsAnswer["results"][number]>;
}

/** How the person with some claims reads and decides. */
export interface PeoplesWays {
  /** A broker's token. */
  token(claims: Claims): Promise<string>;
  /** A visitor of the inbox who has signed in. */
  visitor(claims: Claims, url: string): Promise<InboxVisitor>;
}

/** A registry that knows the server `presto`, whose second persons are the members of `data-owners`. */
export async function startApprovals(
  overrides: TestRegistryOptions = {},
  otherWays?: PeoplesWays,
): Promise<ApprovalsWorld> {
  const registry = await startTestRegistry(overrides);
  const ways: PeoplesWays = otherWays ?? {
    token: (claims) => registry.issuer.mint({ ...claims, aud: audiences.edge, client_id: oauthClients.broker }),
    async visitor(claims, url) {
      const visitor = new InboxVisitor(url);
      await visitor.signInAt(registry.issuer, claims);
      return visitor;
    },
  };
  const editors = new Map<string, Promise<TestEditor>>();
  /** Each person pairs one editor, at their first decision. */
  const editorOf = (claims: Claims): Promise<TestEditor> => {
    const who = JSON.stringify(claims);
    // Uses the public address, because proofs name it; a test may have put its own network in front of the registry.
    const { url } = registry.settings;
    const editor = editors.get(who) ?? ways.visitor(claims, url).then((each) => pairedBy(each, url));
    editors.set(who, editor);
    return editor;
  };
  await registry.announce(manifestOf("presto", { approvers: ["data-owners"] }), "http://127.0.0.1:9/mcp");
  const post = (part: string, path: string, body: unknown) =>
    registry.asPart(part, path, { method: "POST", body: JSON.stringify(body), headers: expecting });
  const at = "/servers/presto/approvals";

  const world: ApprovalsWorld = {
    ...registry,
    ask: async (ask = askOf()) => ApprovalTicket.parse(await ok(await post("presto", at, ask))),
    post: (id, act, body, server = "presto") => post(server, `/servers/${server}/approvals/${id}/${act}`, body),
    ticket: async (id) =>
      ApprovalTicket.parse(await ok(await registry.asPart("presto", `${at}/${id}`, { headers: expecting }))),
    async consume({ id, grant }, call = randomUUID()) {
      const response = await world.post(id, "consume", { grant: grant ?? "", deadline: inAMinute(), call });
      if (response.status === 409) return ConsumeRefusal.parse(await response.json()).error;
      return ApprovalTicket.parse(await ok(response));
    },
    editorOf,
    async asApprover(path, init = {}, claims = {}) {
      const { method } = init;
      if (method === "POST" || method === "DELETE") return (await editorOf(claims)).decide(path, { ...init, method });
      const headers = { authorization: `Bearer ${await ways.token(claims)}` };
      return fetch(`${registry.url}/api/v1/approvals${path}`, { ...init, headers });
    },
    approval: async (id, claims) => Approval.parse(await ok(await world.asApprover(`/${id}`, {}, claims))),
    shownOf: async (id) => (await world.approval(id)).shown,
    stateOf: async (id) => (await world.ticket(id)).state,
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

/** Takes one request from the ask to its end, and returns its id. */
export async function runToEnd(world: ApprovalsWorld): Promise<string> {
  const { id } = await world.ask();
  await world.approve(id);
  await world.consume(await world.ticket(id));
  await world.post(id, "outcome", { outcome: "succeeded" });
  return id;
}

async function ok(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}
