/** A person who decides, by the registry's API, with a token of the approver's client: as the web inbox and VS Code do. */
import {
  Approval,
  type ApprovalScope,
  Approvals,
  type Decisions,
  DecisionsAnswer,
} from "@drawbridge/contracts/approvals";
import { oauthClients } from "@drawbridge/contracts/oauth";
import type { TestIdentity } from "./identity.ts";
import { until } from "./until.ts";

type Result = DecisionsAnswer["results"][number];

export class Approver {
  readonly #url: string;
  readonly #token: string;

  constructor(registryUrl: string, token: string) {
    this.#url = `${registryUrl}/api/v1/approvals`;
    this.#token = token;
  }

  static async of(identity: Pick<TestIdentity, "accessToken">, registryUrl: string, user: string): Promise<Approver> {
    return new Approver(registryUrl, await identity.accessToken(user, { clientId: oauthClients.approver }));
  }

  /** Asks the API, with this person's token unless `init` brings another. */
  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json", ...init.headers };
    return fetch(`${this.#url}${path}`, { ...init, headers });
  }

  async list(state: "pending" | "recent" = "pending"): Promise<Approvals> {
    return Approvals.parse(await (await this.request(`?state=${state}`)).json());
  }

  async find(id: string): Promise<Approval> {
    return Approval.parse(await (await this.request(`/${id}`)).json());
  }

  /** Waits until so many requests are pending; newest first. */
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

  revoke(scope: ApprovalScope): Promise<Response> {
    return this.request(`/scopes/${scope.id}`, { method: "DELETE" });
  }
}
