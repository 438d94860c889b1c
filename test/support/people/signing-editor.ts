/** An editor's sign-in without a window: the extension's own services, and a person who acts on the page that opens. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import type { SignInKind } from "../../../extension/session/session-state.ts";
import type { StoredPairing } from "../../../extension/signin/paired-editor.ts";
import { createSignInServices, type SignInServices } from "../../../extension/signin/sign-in-services.ts";
import { inTurn } from "../../../extension/signin/window-turn.ts";
import type { HandedTokens } from "../../../proxy/contracts/control.ts";
import type { InboxVisitor, Visited } from "./inbox-visitor.ts";
import { editorNames } from "./paired-editor.ts";

/** What the editor asked where the company has several identity providers. */
export interface ProviderQuestion {
  readonly titles: readonly (string | undefined)[];
  readonly lastIssuer: string | null;
}

/** Acts on the page that opens. `code` returns what the editor shows. */
export type Person = (url: string, code: () => string) => Promise<unknown>;

export class SigningEditor {
  readonly services: SignInServices;
  readonly storage = new Map<string, string>();
  /** What the broker got. */
  readonly broker: { tokens: HandedTokens | null; issuer: string | null } = { tokens: null, issuer: null };
  readonly paired: (StoredPairing | null)[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "drawbridge-editor-"));
  readonly #registry: string;

  constructor(registry: string) {
    this.#registry = registry;
    const { storage, broker } = this;
    this.services = createSignInServices({
      ...{ key: "editor", now: Date.now, fetch: globalThis.fetch },
      secrets: {
        get: async (key) => storage.get(key),
        store: async (key, value) => void storage.set(key, value),
        delete: async (key) => void storage.delete(key),
      },
      inTurn: (task) => inTurn(join(this.#folder, "turn"), task),
      paired: (pairing) => this.paired.push(pairing),
      handToBroker: async (_wellKnown, tokens, issuer) => Object.assign(broker, { tokens, issuer }),
      brokerUser: () => (broker.tokens === null ? null : String(decodeJwt(broker.tokens.accessToken).sub)),
      brokerIssuer: () => broker.issuer,
      lastIssuer: async () => broker.issuer,
    });
  }

  /** The person chooses the issuer `choice` where the editor asks, or closes the question (null). */
  async signIn(choice: string | null, person: Person, kind: SignInKind = "sign-in"): Promise<ProviderQuestion[]> {
    const questions: ProviderQuestion[] = [];
    const abort = new AbortController();
    let shown = "";
    let acting: Promise<unknown> = Promise.resolve();
    const ui = {
      names: editorNames,
      showCode: (code: string) => {
        shown = code;
      },
      open: (url: URL) => {
        acting = person(url.href, () => shown);
        acting.catch(() => abort.abort());
      },
      chooseProvider: async (providers: readonly { title?: string | undefined }[], lastIssuer: string | null) => {
        questions.push({ titles: providers.map(({ title }) => title), lastIssuer });
        return choice;
      },
    };
    const running = this.services.signIn.run(this.#registry, kind, ui, abort.signal);
    running.catch(() => {});
    await Promise.allSettled([running]);
    // If the person could not act, that is why the sign-in failed.
    await acting;
    await running;
    return questions;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What a person's browser saw after the Allow. */
export interface AllowTrip {
  /** Where the registry led it; null if it led nowhere. */
  readonly leg: string | null;
  readonly last: Visited;
}

/** Types the code on the page of the pairing, clicks Allow, and follows the browser to the end. */
export async function allowEditor(
  visitor: InboxVisitor,
  { page, code, registry }: { readonly page: string; readonly code: string; readonly registry: string },
): Promise<AllowTrip> {
  const body = new URLSearchParams({ form: await visitor.formToken(), code });
  const allowed = await visitor.ask(page, { method: "POST", body, headers: { origin: registry } });
  const leg = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(allowed.html)?.[1]?.replaceAll("&amp;", "&") ?? null;
  return { leg, last: leg === null ? allowed : await visitor.visit(leg) };
}
