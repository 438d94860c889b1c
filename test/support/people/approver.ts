/** A person who reads and decides over the registry's API with an editor that they paired, as VS Code does. */
import {
  Approval,
  type ApprovalScope,
  Approvals,
  type Decisions,
  DecisionsAnswer,
} from "@drawbridge/contracts/approvals";
import { until } from "../clocks/until.ts";
import { InboxVisitor } from "./inbox-visitor.ts";
import { pairedBy, type TestEditor } from "./paired-editor.ts";

type Result = DecisionsAnswer["results"][number];

/** The broker's token, with which a demo user reads. */
export type ReadersToken = (user: string) => Promise<string>;

export class Approver {
  readonly #url: string;
  readonly #token: string;
  readonly #editor: TestEditor;

  private constructor(registryUrl: string, token: string, editor: TestEditor) {
    this.#url = `${registryUrl}/api/v1/approvals`;
    this.#token = token;
    this.#editor = editor;
  }

  /** Signs in at the inbox as a person does, and pairs an editor there. */
  static async of(token: ReadersToken, registryUrl: string, user: string): Promise<Approver> {
    const visitor = new InboxVisitor(registryUrl);
    await visitor.signIn(user);
    return new Approver(registryUrl, await token(user), await pairedBy(visitor, registryUrl));
  }

  get editor(): TestEditor {
    return this.#editor;
  }

  /** Sends a request to the API as this person. */
  request(path: string, init: RequestInit = {}): Promise<Response> {
    const { method } = init;
    if (method === "POST" || method === "DELETE") return this.#editor.decide(path, { ...init, method });
    return fetch(`${this.#url}${path}`, { ...init, headers: { authorization: `Bearer ${this.#token}` } });
  }

  async list(state: "pending" | "recent" = "pending"): Promise<Approvals> {
    return Approvals.parse(await (await this.request(`?state=${state}`)).json());
  }

  async find(id: string): Promise<Approval> {
    return Approval.parse(await (await this.request(`/${id}`)).json());
  }

  /** Waits until `count` requests are pending, and returns them, newest first. */
  async pending(count = 1): Promise<readonly Approval[]> {
    let found: readonly Approval[] = [];
    await until(`${count} are pending`, async () => {
      found = (await this.list()).approvals;
      return found.length >= count;
    });
    return found;
  }

  async decide(decisions: Decisions["decisions"]): Promise<readonly Result[]> {
    const response = await this.request("/decisions", { method: "POST", body: JSON.stringify({ decisions }) });
    return DecisionsAnswer.parse(await response.json()).results;
  }

  async approve({ view, shown }: Approval, similarSeconds?: number): Promise<Result | undefined> {
    const similar = similarSeconds === undefined ? {} : { similarSeconds };
    return (await this.decide([{ id: view.id, shown, decision: "approve", ...similar }]))[0];
  }

  async reject({ view, shown }: Approval, reason: string): Promise<Result | undefined> {
    return (await this.decide([{ id: view.id, shown, decision: "reject", reason }]))[0];
  }

  /** Rejects all that waits for this person. */
  async rejectAll(reason: string): Promise<void> {
    for (const approval of (await this.list()).approvals) await this.reject(approval, reason);
  }

  revoke(scope: ApprovalScope): Promise<Response> {
    return this.request(`/scopes/${scope.id}`, { method: "DELETE" });
  }
}
