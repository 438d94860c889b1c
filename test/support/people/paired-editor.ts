/** A paired editor without a window: the extension's own key and proofs, and a visitor of the inbox who allows it. */
import { type PairingAnswer, type PairingAsk, PairingBegun, pairingPath } from "@drawbridge/contracts/pairing";
import { makeKey, type PrivateKey, proofFor } from "../../../extension/signin/editor-key.ts";
import { PairingClient } from "../../../extension/signin/pairing-client.ts";
import type { InboxVisitor, Visited } from "./inbox-visitor.ts";

export const editorNames: Omit<PairingAsk, "leg"> = { editor: "Code - OSS", host: "workstation", folder: "reports" };

export class TestEditor {
  readonly key: PrivateKey = makeKey();
  readonly client = new PairingClient({ fetch: globalThis.fetch, now: Date.now });
  readonly #registry: string;
  #begun: PairingBegun | null = null;
  #token: Promise<string> | null = null;

  constructor(registry: string) {
    this.#registry = registry;
  }

  /** An editor that has asked to be paired. */
  static async begun(registry: string): Promise<TestEditor> {
    const editor = new TestEditor(registry);
    await editor.begin();
    return editor;
  }

  get api(): string {
    return `${this.#registry}/api/v1`;
  }

  get begun(): PairingBegun {
    return PairingBegun.parse(this.#begun);
  }

  async begin(ask: Partial<PairingAsk> = {}): Promise<PairingBegun> {
    this.#begun = await this.client.begin(this.api, this.key, { ...editorNames, leg: null, ...ask });
    return this.#begun;
  }

  /** Types the code and clicks Allow as a person who has signed in already. */
  async allowedBy(visitor: InboxVisitor, code = this.begun.code): Promise<Visited> {
    return visitor.post(pairingPath(this.begun.id), { code });
  }

  answer(): Promise<PairingAnswer> {
    return this.client.token({ api: this.api, id: this.begun.id, key: this.key });
  }

  /** A token for decisions. The same token serves for the whole test. */
  token(): Promise<string> {
    this.#token ??= this.answer().then((answer) => {
      if (answer.state !== "allowed") throw new Error(`The editor is not allowed: ${JSON.stringify(answer)}`);
      return answer.token;
    });
    return this.#token;
  }

  /** The headers of a request with a decision. */
  async headers(method: "POST" | "DELETE", url: string): Promise<Record<string, string>> {
    const token = await this.token();
    return { authorization: `DPoP ${token}`, dpop: proofFor(this.key, { method, url, token }, Date.now()) };
  }

  /** Sends a decision to the approvals API. */
  async decide(path: string, init: RequestInit & { readonly method: "POST" | "DELETE" }): Promise<Response> {
    const url = `${this.api}/approvals${path}`;
    const headers = { "content-type": "application/json", ...(await this.headers(init.method, url)), ...init.headers };
    return fetch(url, { ...init, headers });
  }
}

/** Pairs a new editor with this visitor, who has signed in. */
export async function pairedBy(visitor: InboxVisitor, registry: string): Promise<TestEditor> {
  const editor = await TestEditor.begun(registry);
  const page = await editor.allowedBy(visitor);
  if (page.status !== 200) throw new Error(`The Allow was answered ${page.status}: ${page.html.slice(0, 500)}`);
  return editor;
}
