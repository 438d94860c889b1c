/** The servers that the signed-in user may see, kept current from the registry. */
import { Follower } from "@drawbridge/contracts/http-api/follower";
import { type MyServer, MyServers, type WellKnown } from "@drawbridge/contracts/registry";
import type { Catalogue } from "../contracts/control.ts";
import type { AccessToken, Session } from "../contracts/session.ts";
import { ProxyError } from "../kernel/errors.ts";
import type { Fetch } from "../network/fetch.ts";
import { reasonOf } from "../network/reason.ts";
import type { CatalogueFile } from "./catalogue-file.ts";

/** How often (ms) the catalogue is asked for while a bridge or a control client is connected. */
const intervalMs = 30_000;
/** Refused calls ask no more often (ms) than this whether they would be allowed by now. */
const shortestIntervalMs = 2_000;
const patience = 10_000;

export class CatalogueSource {
  readonly #session: Session;
  readonly #catalogueFile: CatalogueFile;
  readonly #fetch: Fetch;
  readonly #listeners = new Set<() => void>();
  readonly #follower: Follower<MyServers>;
  /** The servers before the question that is under way, as JSON. */
  #before = "";
  #online = false;

  constructor(session: Session, catalogueFile: CatalogueFile, fetch: Fetch) {
    this.#session = session;
    this.#catalogueFile = catalogueFile;
    this.#fetch = fetch;
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
  refreshSoon(): Promise<void> {
    return this.#follower.refreshOlderThan(shortestIntervalMs);
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

  async #ask(): Promise<MyServers> {
    const token = await this.#session.accessToken();
    const { wellKnown } = this.#session;
    if (wellKnown === null) throw new ProxyError("not-signed-in", "No registry is set. Run `drawbridge login`.");
    const response = await requestServers(this.#fetch, wellKnown, token);
    if (response.status !== 401) return readServers(response);
    const refusal = {
      challenge: response.headers.get("www-authenticate"),
      date: response.headers.get("date"),
    };
    return readServers(await requestServers(this.#fetch, wellKnown, await this.#session.renewed(token, refusal)));
  }
}

/** `GET /api/v1/me/servers`. Throws ProxyError `unreachable`. A redirect is not followed: it would carry the token along. */
async function requestServers(fetch: Fetch, wellKnown: WellKnown, token: AccessToken): Promise<Response> {
  try {
    const url = new URL(`${wellKnown.api}/me/servers`);
    return await fetch(url, {
      headers: token.headersFor({ method: "GET", url }),
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
  } catch (cause) {
    const message = `The registry ${wellKnown.registry} cannot be reached (${reasonOf(cause)}). Check your network or VPN, then try again.`;
    throw new ProxyError("unreachable", message, { cause });
  }
}

async function readServers(response: Response): Promise<MyServers> {
  if (response.status === 200) return MyServers.parse(await response.json());
  if (response.status === 401) {
    const message = "The registry does not accept your sign-in any more. Run `drawbridge login`, then try again.";
    throw new ProxyError("session-expired", message);
  }
  throw new ProxyError("unreachable", `The registry answered HTTP ${response.status}. Try again in a moment.`);
}

const unreadable = (cause: unknown): ProxyError =>
  new ProxyError("unreachable", "The registry's catalogue is not one that this Drawbridge can read. Update it.", {
    cause,
  });
