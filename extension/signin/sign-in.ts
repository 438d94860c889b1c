/**
 * One sign-in of this editor. The person opens the registry's page, proves who they are, types the code that the editor
 * shows, and allows the editor. The browser then passes the identity provider a second time, for the broker. The editor
 * asks the registry until both results are there: the pairing goes to SecretStorage, the broker's tokens to the broker.
 * Nothing calls the editor back, so this works the same on a desktop, in a remote, in a container and in a browser.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { PublicProvider } from "@drawbridge/contracts/identity-provider/public-part";
import type { PairingAnswer } from "@drawbridge/contracts/pairing";
import { publicProviderAt, publicProvidersOf, type WellKnown } from "@drawbridge/contracts/registry";
import { signInReturn } from "@drawbridge/contracts/sign-in-return";
import type { HandedTokens } from "../../proxy/contracts/control.ts";
import { type AwaitedGrant, awaitGrant, takeGrant } from "../../proxy/identity/code-grant.ts";
import { signInTimedOut } from "../../proxy/identity/errors.ts";
import { connectIssuer } from "../../proxy/identity/issuer.ts";
import { renewalFrom } from "../../proxy/identity/refresh.ts";
import { handed, type Tokens, userOf } from "../../proxy/identity/tokens.ts";
import { endUnkept } from "../../proxy/identity/unkept-sign-in.ts";
import { discoverRegistry } from "../../proxy/identity/well-known.ts";
import { ProxyError } from "../../proxy/kernel/errors.ts";
import type { SignInKind } from "../session/session-state.ts";
import type { AwaitedPairing, AwaitedPairings } from "./awaited-pairing.ts";
import { makeKey } from "./editor-key.ts";
import { Cancelled, notAllowed, twoPeople } from "./errors.ts";
import type { PairedEditor } from "./paired-editor.ts";
import type { PairingClient } from "./pairing-client.ts";
import { legOf, signInPage } from "./sign-in-page.ts";

/** How the registry's page names this editor to the person. */
export interface EditorNames {
  readonly editor: string;
  readonly host: string;
  readonly folder: string | null;
}

/** What the editor does during a sign-in. */
export interface SignInUi {
  readonly names: EditorNames;
  open(url: URL): void;
  /** Asks with which of several identity providers the person signs in. Null where they closed the question. */
  chooseProvider(
    providers: readonly PublicProvider[],
    lastIssuer: string | null,
    signal: AbortSignal,
  ): Promise<string | null>;
  /** Shows the code until the sign-in ends. */
  showCode(code: string): void;
}

export interface SignInParts {
  readonly awaited: AwaitedPairings;
  readonly client: PairingClient;
  readonly editor: PairedEditor;
  handToBroker(wellKnown: WellKnown, tokens: HandedTokens, issuer: string): Promise<unknown>;
  /** The user of the broker's session; null where no user is signed in. */
  brokerUser(): string | null;
  /** The identity provider of the broker's session; null where no user is signed in, or the broker is an older one. */
  brokerIssuer(): string | null;
  /** The identity provider of the last sign-in; null before the first one. */
  lastIssuer(): Promise<string | null>;
  /** Milliseconds since 1970. */
  now(): number;
}

type Allowed = Extract<PairingAnswer, { state: "allowed" }>;

/** How long (ms) after the Allow the browser may take to pass the identity provider. */
const browserTimeoutMs = 2 * 60_000;

export class SignIn {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /**
   * `pair`: the broker stays signed in, and only the editor is allowed again.
   *
   * Throws Cancelled where `signal` aborted or another window completed the sign-in; else SignInError or ProxyError.
   */
  async run(registry: string, kind: SignInKind, ui: SignInUi, signal: AbortSignal): Promise<void> {
    const wellKnown = await discoverRegistry(registry);
    const back = `${wellKnown.registry}${signInReturn.back}`;
    const issuer = await this.#issuer(wellKnown, kind, ui, signal);
    const grant = kind === "pair" ? null : await awaitGrant(await connectIssuer(wellKnown, undefined, issuer), back);
    const key = makeKey();
    const { client, awaited: pairings } = this.#parts;
    const pairing = await client.begin(wellKnown.api, key, { ...ui.names, leg: grant === null ? null : legOf(grant) });
    const { id, code, url, pollMs } = pairing;
    const awaited = {
      ...{ wellKnown, issuer, id, key, code, url, pollMs, grant },
      until: Date.parse(pairing.expiresAt) + browserTimeoutMs,
    };
    await pairings.keep(awaited);
    ui.showCode(code);
    ui.open(signInPage(wellKnown.registry, pairing, kind, publicProvidersOf(wellKnown).length > 1 ? issuer : null));
    await this.#finish(awaited, signal);
  }

  /** Continues a sign-in that a reloaded window left behind. Throws as `run` does. */
  async resume(awaited: AwaitedPairing, ui: SignInUi, signal: AbortSignal): Promise<void> {
    ui.showCode(awaited.code);
    await this.#finish(awaited, signal);
  }

  /** The identity provider of this sign-in. An editor is allowed by the person of the broker's session. */
  async #issuer(wellKnown: WellKnown, kind: SignInKind, ui: SignInUi, signal: AbortSignal): Promise<string> {
    const providers = publicProvidersOf(wellKnown);
    const [only] = providers;
    if (only !== undefined && providers.length === 1) return only.issuer;
    if (kind === "pair") return this.#parts.brokerIssuer() ?? wellKnown.issuer;
    const chosen = await ui.chooseProvider(providers, await this.#parts.lastIssuer(), signal);
    if (chosen === null) throw new Cancelled();
    return chosen;
  }

  /** Removes the stored sign-in on success and on failure. Only a reload of the window leaves it behind. */
  async #finish(awaited: AwaitedPairing, signal: AbortSignal): Promise<void> {
    const { wellKnown, issuer = wellKnown.issuer, id, key, grant } = awaited;
    const { client, awaited: pairings, editor, handToBroker, brokerUser, now } = this.#parts;
    const at = { api: wellKnown.api, id, key };
    let taken = false;
    try {
      const allowed = await this.#allowed(awaited, signal);
      taken = await pairings.take(id);
      if (!taken) throw new Cancelled();
      const tokens = grant === null ? null : await this.#brokerTokens(wellKnown, issuer, grant, allowed);
      const user = tokens === null ? brokerUser() : brokerName(tokens, wellKnown, issuer);
      if (user !== allowed.user) {
        if (tokens !== null)
          await endUnkept(renewalFrom(wellKnown, now, globalThis.fetch, issuer), tokens.refreshToken);
        throw twoPeople();
      }
      const authenticatedAt = Date.parse(allowed.authenticatedAt);
      await editor.keep({ ...at, user: allowed.user, authenticatedAt, until: Date.parse(allowed.until) });
      if (tokens !== null) await handToBroker(wellKnown, handed(tokens), issuer);
    } catch (error) {
      // Where another window took the sign-in, that window continues it. Otherwise the pairing is not needed any more.
      if (taken || (await pairings.take(id))) await client.end(at);
      throw signal.aborted ? new Cancelled() : error;
    }
  }

  async #brokerTokens(wellKnown: WellKnown, issuer: string, grant: AwaitedGrant, { answer }: Allowed) {
    return takeGrant(await connectIssuer(wellKnown, undefined, issuer), grant, new URLSearchParams(answer ?? ""));
  }

  /** Asks until the person has allowed the editor and the identity provider's answer for the broker has arrived. */
  async #allowed(awaited: AwaitedPairing, signal: AbortSignal): Promise<Allowed> {
    const { client, now } = this.#parts;
    const at = { api: awaited.wellKnown.api, id: awaited.id, key: awaited.key };
    while (now() < awaited.until) {
      signal.throwIfAborted();
      const answer = await client.token(at).catch((error: unknown) => {
        // A registry that is away for a moment does not end the sign-in.
        if (error instanceof ProxyError && error.code === "unreachable") return null;
        throw error;
      });
      if (answer?.state === "ended") throw answer.why === "expired" ? signInTimedOut() : notAllowed();
      if (answer?.state === "allowed" && (awaited.grant === null || answer.answer !== null)) return answer;
      await sleep(awaited.pollMs, undefined, { signal });
    }
    throw signInTimedOut();
  }
}

/** The person whom the broker's token names, as the registry names them. */
function brokerName({ accessToken }: Tokens, wellKnown: WellKnown, issuer: string): string | null {
  const provider = publicProviderAt(issuer, wellKnown) ?? undefined;
  return userOf(accessToken, provider)?.name ?? null;
}
