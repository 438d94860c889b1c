/**
 * A fake upstream server (2026-07-28) that asks for approval as the contract requires: it files a request at the real
 * registry, answers in either form, and runs a call once the registry has approved it. A test can make its notice false.
 */
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { type ApprovalNotice, ApprovalTicket, approvalMetaKey } from "@drawbridge/contracts/approvals";
import { digestOf } from "@drawbridge/contracts/digest";
import { isObject, type JsonObject, objectAt, stringAt } from "../../../proxy/kernel/json.ts";
import { planOf } from "../approvals/plan.ts";
import { listening } from "../network/listening.ts";
import type { TestRegistry } from "../registry/test-registry.ts";
import { askOf } from "../worlds/approvals-world.ts";
import { manifestOf } from "./manifest.ts";

const info = { name: "asking", version: "1" };
const described = (name: string) => ({ name, inputSchema: { type: "object" } });

export class AskingUpstream {
  readonly url: string;
  /** Every `tools/call`, as received. */
  readonly calls: JsonObject[] = [];
  /** The texts of the calls that ran. */
  readonly ran: string[] = [];
  /** The number of requests in progress. */
  open = 0;
  /** "question": an `input_required` result; "result": a plain one in its place. */
  form: "question" | "result" = "question";
  /** How many calls it does not begin in time, before and after a decision. */
  busy = { undecided: 0, approved: 0 };
  /** Replaces the notice by a false one. */
  lie: (notice: ApprovalNotice) => unknown = (notice) => notice;
  readonly #registry: TestRegistry;
  readonly #name: string;
  readonly #stop: () => Promise<void>;

  private constructor(registry: TestRegistry, name: string, url: string, stop: () => Promise<void>) {
    this.#registry = registry;
    this.#name = name;
    this.url = url;
    this.#stop = stop;
  }

  /** Announces itself under `name`. */
  static async start(registry: TestRegistry, name: string): Promise<AskingUpstream> {
    let self: AskingUpstream | null = null;
    const server = createServer(async (request, response) => {
      if (request.method !== "POST") return void response.writeHead(405).end();
      const message: unknown = await json(request);
      const answer = isObject(message) && self ? await self.#answer(message) : {};
      const id = isObject(message) ? message.id : null;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
    });
    const base = await listening(server);
    const upstream = new AskingUpstream(registry, name, `${base}/mcp`, async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    });
    self = upstream;
    const tools = ["change", "remove"].map((tool) => ({
      ...{ name: tool, title: tool, description: `The tool ${tool}.`, policy: "everybody", minutesSaved: 1 },
      effect: "destructive" as const,
    }));
    const policies = { everybody: "permit (principal, action, resource);" };
    await registry.announce(manifestOf(name, { tools, policies, approvers: ["infra"] }), upstream.url);
    return upstream;
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  async #answer(message: JsonObject): Promise<JsonObject> {
    const complete = { resultType: "complete", ttlMs: 0, cacheScope: "private" };
    switch (message.method) {
      case "server/discover": {
        const _meta = { "io.modelcontextprotocol/serverInfo": info };
        return { result: { ...complete, supportedVersions: ["2026-07-28"], capabilities: { tools: {} }, _meta } };
      }
      case "tools/list":
        return { result: { ...complete, tools: ["change", "remove"].map(described) } };
      case "tools/call":
        this.open += 1;
        this.calls.push(message);
        return { result: await this.#call(objectAt(message, "params")).finally(() => (this.open -= 1)) };
      default:
        return { error: { code: -32601, message: "no" } };
    }
  }

  async #call(params: JsonObject): Promise<JsonObject> {
    const args = objectAt(params, "arguments");
    const state = stringAt(params, "requestState");
    const tool = stringAt(params, "name") ?? "";
    if (state === undefined && this.busy.undecided-- > 0) return notBegun;
    const ticket = state === undefined ? await this.ask(tool, args) : await this.#ticket(state);
    if (ticket.state === "rejected") return text(`rejected: ${ticket.reason}`, true);
    if (ticket.state === "approved" && this.busy.approved-- > 0) {
      const { id, link, plan, need, expiresAt } = ticket;
      const notice = { id, link, summary: plan.summary, need, expiresAt, state: id };
      return {
        ...text("not run yet: it is approved", true),
        _meta: { [codeKey]: "approval-pending", [approvalMetaKey]: notice },
      };
    }
    if (ticket.state !== "pending" && (await this.#spend(ticket))) {
      const text_ = stringAt(args, "text") ?? "";
      this.ran.push(text_);
      return text(`ran ${text_}`, false);
    }
    if (ticket.state !== "pending") return text(`not run: ${ticket.state}`, true);
    return this.#pending(ticket);
  }

  #pending({ id, link, plan, need, expiresAt }: ApprovalTicket): JsonObject {
    const _meta = { [approvalMetaKey]: this.lie({ id, link, summary: plan.summary, need, expiresAt }) };
    if (this.form === "result") return { ...text("approval pending", true), _meta };
    const question = { method: "elicitation/create", params: { mode: "url", message: "Approve?", url: link } };
    return { resultType: "input_required", inputRequests: { approval: question }, requestState: id, _meta };
  }

  /** Files a request for a call of ada, as this server. */
  async ask(tool: string, args: JsonObject): Promise<ApprovalTicket> {
    const plan = planOf({ summary: `Change ${stringAt(args, "text")}` });
    return this.#read(await this.#post("", askOf({ tool, digest: digestOf(args), plan })));
  }

  async #ticket(id: string): Promise<ApprovalTicket> {
    return this.#read(await this.#registry.asPart(this.#name, `${this.#at}/${id}`));
  }

  async #spend({ id, grant }: ApprovalTicket): Promise<boolean> {
    const deadline = new Date(Date.now() + 60_000).toISOString();
    const spent = await this.#post(`/${id}/consume`, { grant: grant ?? "", deadline, call: crypto.randomUUID() });
    if (spent.ok) await this.#post(`/${id}/outcome`, { outcome: "succeeded" });
    return spent.ok;
  }

  get #at(): string {
    return `/servers/${this.#name}/approvals`;
  }

  #post(path: string, body: unknown): Promise<Response> {
    return this.#registry.asPart(this.#name, `${this.#at}${path}`, { method: "POST", body: JSON.stringify(body) });
  }

  async #read(response: Response): Promise<ApprovalTicket> {
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return ApprovalTicket.parse(await response.json());
  }
}

const codeKey = "drawbridge/code";

const text = (said: string, isError: boolean): JsonObject => ({
  resultType: "complete",
  content: [{ type: "text", text: said }],
  isError,
});

const notBegun = {
  ...text("failed: it took longer than 45 s. next: Nothing was run.", true),
  _meta: { [codeKey]: "not-begun" },
};
