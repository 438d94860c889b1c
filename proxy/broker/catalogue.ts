/**
 * The servers that the signed-in user may see, kept current from the registry. The list also says, in time, that the
 * registry no longer serves this release.
 */
import { isDeepStrictEqual } from "node:util";
import { oldestReleasePolicy } from "@drawbridge/contracts/client-release";
import { NoAnswerError } from "@drawbridge/contracts/http-api/client";
import { Follower } from "@drawbridge/contracts/http-api/follower";
import type { MyServer, MyServers } from "@drawbridge/contracts/registry";
import type { Catalogue } from "../contracts/control.ts";
import type { Session } from "../contracts/session.ts";
import { ProxyError } from "../kernel/errors.ts";
import { reasonOf } from "../network/failure-reason.ts";
import type { Fetch } from "../network/fetch.ts";
import { type UserApi, userApi } from "../network/user-api.ts";
import type { CatalogueFile } from "./catalogue-file.ts";
import { listServerRows, readableServers } from "./readable-servers.ts";

/** How often (ms) the broker reads the catalogue while a bridge or a control client is connected. */
const intervalMs = 30_000;
/** The shortest time (ms) between two reads that refused calls cause, to find out whether they are allowed by now. */
const minIntervalMs = 2_000;
const timeoutMs = 10_000;

export class CatalogueSource {
  readonly #session: Session;
  readonly #catalogueFile: CatalogueFile;
  readonly #api: UserApi;
  readonly #listeners = new Set<() => void>();
  readonly #awayListeners = new Set<() => void>();
  #wasAway = false;
  readonly #follower: Follower<MyServers>;
  /** The servers before the current read, as JSON. */
  #before = "";
  #online = false;
  /** Rows of the last list that this version could not read. */
  #unreadable: readonly string[] = [];
  readonly #complain: (message: string) => void;

  constructor(session: Session, catalogueFile: CatalogueFile, fetch: Fetch, complain: (message: string) => void) {
    this.#session = session;
    this.#complain = complain;
    this.#catalogueFile = catalogueFile;
    this.#api = userApi(session, fetch, timeoutMs);
    this.#follower = new Follower({
      ask: () => this.#askAndKeep(),
      // An old catalogue lets no call through, because the edge and the servers decide. So it does not expire, but is
      // shown as old (`stale`).
      maxAgeMs: Number.POSITIVE_INFINITY,
      now: () => performance.now(),
      onAsk: () => {
        this.#announceChange();
        this.#announceAway();
      },
    });
  }

  /** Whether the registry answered the last read. */
  get online(): boolean {
    return this.#online;
  }

  /** Whether the last read found that the registry does not answer. Before the first read nothing is known. */
  get away(): boolean {
    return !this.#online && this.failure?.code === "unreachable";
  }

  /** Why the last read failed; null if it succeeded. */
  get failure(): ProxyError | null {
    const { failure } = this.#follower;
    if (failure === null) return null;
    return failure instanceof ProxyError ? failure : unreadable(failure);
  }

  get current(): Catalogue {
    const { servers, asOf } = this.#catalogueFile;
    const { failure } = this;
    return { servers: [...servers], asOf, stale: failure !== null, ...(failure && { failure: failure.message }) };
  }

  server(name: string): MyServer | null {
    return this.#catalogueFile.servers.find((server) => server.name === name) ?? null;
  }

  /** Whether the catalogue was ever read for this user. */
  get known(): boolean {
    return this.#catalogueFile.asOf !== null;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when the registry stops answering. */
  onAway(listener: () => void): void {
    this.#awayListeners.add(listener);
  }

  /** Reads at once, and then every half minute while `wanted` returns true, until closed. */
  poll(wanted: () => boolean): void {
    this.#follower.poll({ intervalMs, firstIntervalMs: intervalMs, wanted });
  }

  /** Reads the catalogue from the registry; one read at a time. Never throws: `failure` says what went wrong. */
  refresh(): Promise<void> {
    return this.#follower.refresh();
  }

  /**
   * Does the same, unless the registry was read a moment ago. It is for callers that run once for each call of an
   * agent.
   */
  refreshIfDue(): Promise<void> {
    return this.#follower.refreshOlderThan(minIntervalMs);
  }

  /** Starts no more reads. A running one may end. */
  close(): void {
    void this.#follower.close();
  }

  async #askAndKeep(): Promise<MyServers> {
    this.#before = JSON.stringify(this.#catalogueFile.servers);
    try {
      const answer = await this.#ask();
      this.#online = true;
      this.#catalogueFile.belongsTo(answer.user, this.#session.wellKnown?.registry ?? null);
      this.#catalogueFile.setServers(answer.servers, new Date().toISOString());
      return answer;
    } catch (error) {
      if (!(error instanceof ProxyError) || error.code === "unreachable") this.#online = false;
      throw error;
    }
  }

  /** Logs each row that cannot be read once, and again after it was readable in between. */
  #report(unreadable: readonly string[]): void {
    for (const name of unreadable)
      if (!this.#unreadable.includes(name))
        this.#complain(`This Drawbridge cannot read the registry's entry of the server ${name}, so it is left out.`);
    this.#unreadable = unreadable;
  }

  #announceAway(): void {
    const began = this.away && !this.#wasAway;
    this.#wasAway = this.away;
    if (began) for (const listener of this.#awayListeners) listener();
  }

  #announceChange(): void {
    if (JSON.stringify(this.#catalogueFile.servers) === this.#before) return;
    for (const listener of this.#listeners) listener();
  }

  /** Throws ProxyError. */
  async #ask(): Promise<MyServers> {
    const answer = await this.#api.call(listServerRows).catch((error: unknown) => {
      throw error instanceof NoAnswerError ? unreachable(this.#session.wellKnown?.registry, error.cause) : error;
    });
    if (answer.kind === "answer") {
      const { servers, unreadable } = readableServers(answer.body.servers);
      this.#report(unreadable);
      if (!isDeepStrictEqual(answer.body.oldest, this.#session.wellKnown?.oldest)) this.#session.reread();
      return { ...answer.body, servers };
    }
    if (answer.kind === "unreadable") throw unreadable(answer.cause);
    if (answer.refusal?.policy === oldestReleasePolicy) this.#session.reread();
    if (answer.refusal?.error === "not-allowed") throw new ProxyError("not-allowed", answer.refusal.message);
    if (answer.status === 401) {
      const message = "The registry does not accept your sign-in any more. Run `drawbridge login`, then try again.";
      throw new ProxyError("session-expired", message);
    }
    throw new ProxyError("unreachable", `The registry answered HTTP ${answer.status}. Try again in a moment.`);
  }
}

function unreachable(registry: string | undefined, cause: unknown): ProxyError {
  const message = `The registry ${registry} cannot be reached (${reasonOf(cause)}). Check your network or VPN, then try again.`;
  return new ProxyError("unreachable", message, { cause });
}

const unreadable = (cause: unknown): ProxyError =>
  new ProxyError("unreachable", "The registry's catalogue is not one that this Drawbridge can read. Update it.", {
    cause,
  });
