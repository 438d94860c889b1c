/**
 * The broker's own sign-in, on disk and in memory: `openSession(home)` → Session (contracts/session.ts). Each home has
 * one broker, so this is the only writer of the session. Tokens come by `signIn`, from the program that ran the
 * sign-in.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { titleOf } from "@drawbridge/contracts/identity-provider/provider-names";
import { publicProviderAt, type WellKnown } from "@drawbridge/contracts/registry";
import { saysSignedOut } from "@drawbridge/contracts/signed-out";
import { oneLine } from "@drawbridge/contracts/visible-text";
import type { BrokerStatus, HandedTokens } from "../contracts/control.ts";
import type { AccessToken, Session, TokenRefusal } from "../contracts/session.ts";
import type { Home } from "../files/home.ts";
import {
  beingReplaced,
  notSignedIn,
  ProxyError,
  sessionExpired,
  signedOutAtProvider,
  tooOld,
} from "../kernel/errors.ts";
import type { Fetch } from "../network/fetch.ts";
import { readConfiguration, writeConfiguration } from "./configuration.ts";
import { HeldToken } from "./held-token.ts";
import { laterBrokerNeeded } from "./oldest-served.ts";
import { ProofClock } from "./proof-clock.ts";
import { LostAnswer, type Renewal, renewalFrom } from "./refresh.ts";
import type { Secret } from "./secret.ts";
import { openSecretStore, type SecretStore } from "./secret-store.ts";
import { type SenderKeyStore, senderKeyStore } from "./sender-key-store.ts";
import {
  fromText,
  type SessionUser,
  type StoredSession,
  type StoredTokens,
  toText,
  withoutKey,
} from "./stored-session.ts";
import { TokenSource } from "./token-source.ts";
import { acceptedTokens, tryToken } from "./token-trial.ts";
import { received, type Tokens, userOf } from "./tokens.ts";
import { endUnkept } from "./unkept-sign-in.ts";
import { discoverRegistry } from "./well-known.ts";

/** Milliseconds that a refused caller waits for the registry to say whether it still takes the provider's tokens. */
const rereadTimeoutMs = 2_000;
/** The least milliseconds between two readings of the well-known document that answers of the registry cause. */
const rereadIntervalMs = 3_000;

/** Milliseconds since 1970. */
type Clock = () => number;

export interface SessionParts {
  readonly now: Clock;
  readonly fetch: Fetch;
  /** Whether this is still the home's only broker, because two brokers must never renew one sign-in. */
  readonly alone: () => boolean;
}

/** Reads what the last broker stored. Throws only if the home cannot be read. */
export async function openSession(home: Home, options: Partial<SessionParts> = {}): Promise<Session> {
  const parts = { now: Date.now, fetch: globalThis.fetch, alone: () => true, ...options };
  const secrets = await openSecretStore(home);
  const stores = { session: secrets, keys: senderKeyStore(home, secrets) };
  const session = new HomeSession(home, stores, parts, await readConfiguration(home));
  const text = await stores.session.load();
  await session.resume(text === null ? null : fromText(text));
  return session;
}

interface Stores {
  readonly session: SecretStore;
  readonly keys: SenderKeyStore;
}

/** One sign-in, from its start to its end. After the end, nothing that belongs to it changes the session. */
interface ActiveSession {
  readonly issuer: string;
  readonly renewal: Renewal;
  readonly source: TokenSource;
}

/** A provider's title for a message. It comes from the registry, so each character is made visible. */
const shownTitle = (provider: Parameters<typeof titleOf>[0]): string => oneLine(titleOf(provider), 80);

class HomeSession implements Session {
  readonly #home: Home;
  readonly #stores: Stores;
  readonly #clock: ProofClock;
  readonly #now: Clock;
  readonly #fetch: Fetch;
  readonly #alone: () => boolean;
  readonly #listeners = new Set<() => void>();
  readonly #closed = new AbortController();
  #wellKnown: WellKnown | null;
  #active: ActiveSession | null = null;
  #expired = false;
  #removedProvider: string | null = null;
  /** Whether the last refused token was one that a sign-out at the provider had ended. */
  #signedOutAtProvider = false;
  #user: SessionUser = null;
  /** Writes run one after the other, so that the last requested one is the one that stays. */
  #writing: Promise<void> = Promise.resolve();
  /** The last reading of what the registry says of itself. */
  #rereading: Promise<void> = Promise.resolve();
  #rereadAt = Number.NEGATIVE_INFINITY;

  constructor(home: Home, stores: Stores, { now, fetch, alone }: SessionParts, wellKnown: WellKnown | null) {
    this.#home = home;
    this.#stores = stores;
    this.#clock = new ProofClock(now);
    this.#now = now;
    this.#fetch = fetch;
    this.#alone = alone;
    this.#wellKnown = wellKnown;
  }

  get state(): BrokerStatus["session"] {
    if (this.#active !== null) return "signed-in";
    return this.#expired ? "expired" : "signed-out";
  }

  get user(): BrokerStatus["user"] {
    return this.#user;
  }

  get accessUntil(): BrokerStatus["accessUntil"] {
    return this.#active === null ? null : new Date(this.#active.source.tokens.expiresAt).toISOString();
  }

  get secretStore(): BrokerStatus["secretStore"] {
    return this.#stores.session.kind;
  }

  get bound(): boolean {
    return this.#active !== null && this.#active.source.tokens.key !== undefined;
  }

  get issuer(): string | null {
    return this.#active?.issuer ?? null;
  }

  get removedProvider(): string | null {
    return this.#expired ? this.#removedProvider : null;
  }

  get wellKnown(): WellKnown | null {
    return this.#wellKnown;
  }

  async resume(stored: StoredSession | null): Promise<void> {
    if (stored === null || this.#wellKnown === null) return;
    this.#user = stored.user;
    // If the registry no longer names the provider, the stored tokens are useless. A broker that was killed may have used
    // a refresh token up. Such a token is never sent again, because providers take that for theft and end the whole
    // sign-in.
    const isTaken = stored.state === "signed-in" && publicProviderAt(stored.issuer, this.#wellKnown) !== null;
    const usable = isTaken && !stored.renewing ? stored : null;
    const tokens = usable === null ? null : await this.#withKey(usable.tokens);
    if (stored.state === "expired") this.#removedProvider = stored.removedProvider ?? null;
    else if (!isTaken) this.#removedProvider = shownTitle({ issuer: stored.issuer });
    if (usable === null || tokens === null) this.#expired = true;
    else this.#active = this.#activate(this.#wellKnown, usable.issuer, tokens);
    void this.#rereadWellKnown();
  }

  async accessToken(): Promise<AccessToken> {
    const source = this.#source();
    return this.#held(source, await source.accessToken());
  }

  async renewed(rejected: AccessToken, refusal?: TokenRefusal): Promise<AccessToken> {
    const source = this.#source();
    const forProof = refusal !== undefined && this.#clock.learn(refusal);
    if (forProof) return rejected;
    this.#signedOutAtProvider = saysSignedOut(refusal?.challenge ?? null);
    const renewed = await source.renewed(rejected).catch((error: unknown) => {
      throw error instanceof ProxyError && error.code === "session-expired" ? this.#ended() : error;
    });
    // The token may have been refused because its provider was removed. Then the caller learns that, and no new token helps.
    await Promise.race([this.#rereading, sleep(rereadTimeoutMs, undefined, { ref: false })]);
    return this.#source() === source ? this.#held(source, renewed) : this.accessToken();
  }

  async signIn(wellKnown: WellKnown, handed: HandedTokens, issuer: string = wellKnown.issuer): Promise<void> {
    const needed = laterBrokerNeeded(wellKnown);
    if (needed !== null) throw tooOld(needed);
    const renewal = renewalFrom(wellKnown, this.#now, this.#fetch, issuer);
    const handedOver = received(handed, this.#now());
    let { refreshToken } = handedOver;
    const attempt = (each: Tokens) => {
      refreshToken = each.refreshToken;
      return tryToken(wellKnown, each, this.#fetch);
    };
    const renew = () => renewal.refresh(handedOver.refreshToken, handedOver.key);
    const tokens = await acceptedTokens(handedOver, attempt, renew).catch(async (error: unknown) => {
      await endUnkept(renewal, refreshToken);
      throw error;
    });
    const user = userOf(tokens.accessToken, publicProviderAt(issuer, wellKnown) ?? undefined);
    const active = this.#activate(wellKnown, issuer, tokens);
    const before = this.#active;
    await this.#write(async () => {
      await writeConfiguration(this.#home, wellKnown, issuer);
      // Save the key first: a session on disk without its key would be lost.
      if (tokens.key !== undefined) await this.#stores.keys.save(tokens.key);
      const storable = withoutKey(tokens);
      await this.#stores.session.save(toText({ state: "signed-in", issuer, user, tokens: storable }));
      await this.#stores.keys.keepOnly(storable.senderKey ?? null);
      this.#wellKnown = wellKnown;
      this.#active = active;
      this.#expired = false;
      this.#user = user;
    });
    this.#changed();
    if (before !== null) await before.renewal.revoke(before.source.tokens.refreshToken);
  }

  async signOut(): Promise<void> {
    const before = this.#active;
    this.#active = null;
    this.#expired = false;
    this.#user = null;
    await this.#write(async () => {
      await this.#stores.session.clear();
      await this.#stores.keys.keepOnly(null);
    });
    this.#changed();
    if (before !== null) await before.renewal.revoke(before.source.tokens.refreshToken);
  }

  reread(): void {
    if (this.#now() - this.#rereadAt < rereadIntervalMs) return;
    this.#rereading = this.#rereadWellKnown();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#listeners.clear();
    await this.#active?.source.close();
    await this.#writing;
  }

  #source(): TokenSource {
    if (this.#active !== null) {
      const needed = this.#wellKnown === null ? null : laterBrokerNeeded(this.#wellKnown);
      if (needed === null) return this.#active.source;
      // The company may have gone back to an older registry.
      this.reread();
      throw tooOld(needed);
    }
    throw this.#expired ? this.#ended() : notSignedIn();
  }

  #ended(): ProxyError {
    return this.#signedOutAtProvider ? signedOutAtProvider() : sessionExpired(this.#removedProvider);
  }

  /** Adds the key of a stored session. Null if the key is gone, because the tokens are useless without it. */
  async #withKey({ senderKey, ...tokens }: StoredTokens): Promise<Tokens | null> {
    if (senderKey === undefined) return tokens;
    const key = await this.#stores.keys.load(senderKey);
    return key === null ? null : { ...tokens, key };
  }

  #held(source: TokenSource, token: Secret): AccessToken {
    return new HeldToken(token, source.tokens.key, this.#clock.now);
  }

  #activate(wellKnown: WellKnown, issuer: string, tokens: Tokens): ActiveSession {
    const renewal = renewalFrom(wellKnown, this.#now, this.#fetch, issuer);
    const source: TokenSource = new TokenSource(tokens, {
      now: this.#now,
      refresh: (refreshToken) => {
        this.#rereading = this.#rereadWellKnown();
        return this.#refresh(active, refreshToken);
      },
      keep: (renewed) => this.#keep(active, renewed),
      ended: async () => {
        if (this.#active === active) await this.#expire();
      },
    });
    const active: ActiveSession = { issuer, renewal, source };
    return active;
  }

  /** The file says that the token is being used up, from before the token is sent until we know that it was not. */
  async #refresh(active: ActiveSession, refreshToken: Secret): Promise<Tokens> {
    if (!this.#alone()) throw beingReplaced();
    await this.#mark(active, true);
    try {
      return await active.renewal.refresh(refreshToken, active.source.tokens.key);
    } catch (error) {
      const isSessionOver =
        error instanceof LostAnswer || (error instanceof ProxyError && error.code === "session-expired");
      // If this write fails, a broker that starts later asks for a sign-in that was not necessary.
      if (!isSessionOver) await this.#mark(active, false).catch(() => {});
      throw error;
    }
  }

  #mark(active: ActiveSession, renewing: boolean): Promise<void> {
    const { issuer, source } = active;
    return this.#write(async () => {
      if (this.#active !== active) return;
      const tokens = withoutKey(source.tokens);
      const record = { state: "signed-in", issuer, user: this.#user, tokens } as const;
      await this.#stores.session.save(toText(renewing ? { ...record, renewing } : record));
    });
  }

  async #keep(active: ActiveSession, tokens: Tokens): Promise<void> {
    const provider = this.#wellKnown === null ? null : publicProviderAt(active.issuer, this.#wellKnown);
    const user = userOf(tokens.accessToken, provider ?? undefined);
    const before = this.#user;
    await this.#write(async () => {
      // While this write waited for its turn, the user signed out, or another user signed in.
      if (this.#active !== active) return;
      const storable = withoutKey(tokens);
      await this.#stores.session.save(toText({ state: "signed-in", issuer: active.issuer, user, tokens: storable }));
      this.#user = user;
    });
    if (JSON.stringify(before) !== JSON.stringify(this.#user)) this.#changed();
  }

  async #expire(removedProvider: string | null = null): Promise<void> {
    this.#active = null;
    this.#expired = true;
    this.#removedProvider = removedProvider;
    const text = toText({ state: "expired", user: this.#user, removedProvider: removedProvider ?? undefined });
    // The state in memory changes even if the disk fails. A broker that starts later finds out by itself.
    const write = async () => {
      await this.#stores.session.save(text);
      await this.#stores.keys.keepOnly(null);
    };
    await this.#write(write).catch(() => {});
    this.#changed();
  }

  /** The registry may have moved its edge. If the registry does not answer, nothing changes. */
  async #rereadWellKnown(): Promise<void> {
    const wellKnown = this.#wellKnown;
    if (wellKnown === null) return;
    this.#rereadAt = this.#now();
    try {
      const read = await discoverRegistry(wellKnown.registry, this.#fetch, this.#closed.signal);
      if (this.#wellKnown !== wellKnown || JSON.stringify(read) === JSON.stringify(wellKnown)) return;
      this.#wellKnown = read;
      await this.#write(() => writeConfiguration(this.#home, read));
      const issuer = this.#active?.issuer;
      if (issuer !== undefined && publicProviderAt(issuer, read) === null)
        await this.#expire(shownTitle(publicProviderAt(issuer, wellKnown) ?? { issuer }));
      else this.#changed();
    } catch {
      // It is read again at the next refresh.
    }
  }

  #write(action: () => Promise<void>): Promise<void> {
    const writing = this.#writing.then(action).catch((cause: unknown) => {
      throw new ProxyError(
        "unreachable",
        `Your session cannot be saved in ${this.#home.folder}. Make room there or correct the folder's permissions, then try again.`,
        { cause },
      );
    });
    this.#writing = writing.catch(() => {});
    return writing;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
