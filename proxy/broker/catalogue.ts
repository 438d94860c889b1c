/** The servers that the signed-in user may see, kept current from the registry. */
import { NoAnswerError } from "@drawbridge/contracts/http-api/client";
import { Follower } from "@drawbridge/contracts/http-api/follower";
import type { MyServer, MyServers } from "@drawbridge/contracts/registry";
import { listMyServers } from "@drawbridge/contracts/registry-api/user";
import type { Catalogue } from "../contracts/control.ts";
import type { Session } from "../contracts/session.ts";
import { ProxyError } from "../kernel/errors.ts";
import type { Fetch } from "../network/fetch.ts";
import { reasonOf } from "../network/reason.ts";
import { type UserApi, userApi } from "../network/user-api.ts";
import type { CatalogueFile } from "./catalogue-file.ts";

/** How often (ms) the catalogue is asked for while a bridge or a control client is connected. */
const intervalMs = 30_000;
/** Refused calls ask no more often (ms) than this whether they would be allowed by now. */
const minIntervalMs = 2_000;
const timeoutMs = 10_000;

export class CatalogueSource {
  readonly #session: Session;
  readonly #catalogueFile: CatalogueFile;
  readonly #api: UserApi;
  readonly #listeners = new Set<() => void>();
  readonly #follower: Follower<MyServers>;
  /** The servers before the question that is under way, as JSON. */
  #before = "";
  #online = false;

  constructor(session: Session, catalogueFile: CatalogueFile, fetch: Fetch) {
    this.#session = session;
    this.#catalogueFile = catalogueFile;
    this.#api = userApi(session, fetch, timeoutMs);
    this.#follower = new Follower({
      ask: () => this.#askAndKeep(),
      // The edge and the servers decide, so an old catalogue lets no call through. It is shown as old (`stale`).
      maxAgeMs: Number.POSITIVE_INFINITY,
      now: () => performance.now(),
      asked: () => this.#announceChange(),
    });
  }

  /** Whether the registry answered when it was last asked. */
  get online(): boolean {
    return this.#online;
  }

  /** Why the last refresh failed; null after one that worked. */
  get failure(): ProxyError | null {
    const { failure } = this.#follower;
    if (failure === null) return null;
    return failure instanceof ProxyError ? failure : unreadable(failure);
  }

  get current(): Catalogue {
    return { servers: [...this.#catalogueFile.servers], asOf: this.#catalogueFile.asOf, stale: this.failure !== null };
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

  /** Asks the registry at once, and every half minute while it is `wanted`, until closed. */
  poll(wanted: () => boolean): void {
    this.#follower.poll({ intervalMs, firstIntervalMs: intervalMs, wanted });
  }

  /** Asks the registry; one at a time. Never throws: what went wrong is `failure`. */
  refresh(): Promise<void> {
    return this.#follower.refresh();
  }

  /** The same, unless the registry was asked a moment ago: for callers that an agent's calls drive. */
  refreshIfDue(): Promise<void> {
    return this.#follower.refreshOlderThan(minIntervalMs);
  }

  /** Asks no more. A question under way may end. */
  close(): void {
    void this.#follower.close();
  }

  async #askAndKeep(): Promise<MyServers> {
    this.#before = JSON.stringify(this.#catalogueFile.servers);
    try {
      const answer = await this.#ask();
      this.#online = true;
      this.#catalogueFile.belongsTo(answer.user);
      this.#catalogueFile.setServers(answer.servers, new Date().toISOString());
      return answer;
    } catch (error) {
      if (!(error instanceof ProxyError) || error.code === "unreachable") this.#online = false;
      throw error;
    }
  }

  #announceChange(): void {
    if (JSON.stringify(this.#catalogueFile.servers) === this.#before) return;
    for (const listener of this.#listeners) listener();
  }

  /** Throws ProxyError. */
  async #ask(): Promise<MyServers> {
    const answer = await this.#api.call(listMyServers).catch((error: unknown) => {
      throw error instanceof NoAnswerError ? unreachable(this.#session.wellKnown?.registry, error.cause) : error;
    });
    if (answer.kind === "answer") return answer.body;
    if (answer.kind === "unreadable") throw unreadable(answer.cause);
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
