/**
 * This window's connection to the user's broker: held as long as the window lives, rejoined when it ends, and the last
 * thing the broker said kept meanwhile. Plain data comes out; nothing here knows the editor.
 */
import type { BrokerClient } from "../../proxy/client/broker-client.ts";
import type { BrokerStatus, Catalogue, ControlEvent } from "../../proxy/contracts/control.ts";
import type { Home } from "../../proxy/files/home.ts";
import type { Disposable } from "../disposables.ts";
import { BrokerUnavailable } from "./unavailable.ts";

export interface BrokerView {
  /** `absent`: none runs, and nobody needs one yet. `failed`: none could be reached; `failure` says why. */
  readonly connection: "joining" | "joined" | "absent" | "failed";
  readonly failure: string | null;
  /** What the broker last said; kept while it is rejoined. */
  readonly status: BrokerStatus | null;
  readonly catalogue: Catalogue | null;
}

export interface LinkParts {
  readonly home: Home;
  /** The program that runs a broker where none does. */
  readonly program: string;
  /** Whether a broker is to be started without being asked: somebody has signed in here before. */
  wanted(): boolean;
}

/** How soon (ms) a broker that ended is rejoined, and how often one is looked for. */
const rejoinAfter = 200;
const lookEvery = 3_000;
/** How long (ms) a request waits for a broker. */
const patience = 15_000;

export class BrokerLink implements Disposable {
  readonly #parts: LinkParts;
  readonly #listeners = new Set<(view: BrokerView) => void>();
  readonly #joinListeners = new Set<(broker: BrokerClient) => void>();
  #view: BrokerView = { connection: "joining", failure: null, status: null, catalogue: null };
  #client: BrokerClient | null = null;
  #demanded = false;
  #over = false;
  #wake: () => void = () => {};

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  get view(): BrokerView {
    return this.#view;
  }

  onChange(listener: (view: BrokerView) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /**
   * Calls `listener` with the broker that is joined, and with each later one: what was asked of one that ended has to be
   * asked of the next anew.
   */
  onJoined(listener: (broker: BrokerClient) => void): Disposable {
    this.#joinListeners.add(listener);
    if (this.#client !== null) listener(this.#client);
    return { dispose: () => this.#joinListeners.delete(listener) };
  }

  /** Begins; returns at once. */
  start(): void {
    void this.#run();
  }

  /** Asks the broker, started where none runs. Throws BrokerUnavailable, or what the broker answers. */
  async ask<T>(request: (broker: BrokerClient) => Promise<T>): Promise<T> {
    return request(this.#client ?? (await this.#joined()));
  }

  /** Reads status and catalogue anew where a broker is joined. Never throws: what went wrong shows in the view. */
  async refresh(): Promise<void> {
    const client = this.#client;
    if (client === null) return this.#wake();
    try {
      await this.#read(client);
    } catch {
      // A broker that ended is rejoined by itself.
    }
  }

  dispose(): void {
    this.#over = true;
    this.#listeners.clear();
    this.#joinListeners.clear();
    this.#client?.close();
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      const client = await this.#join();
      if (client === null) {
        await this.#pause(lookEvery);
        continue;
      }
      client.onEvent((event) => this.#heard(event));
      this.#client = client;
      for (const listener of this.#joinListeners) listener(client);
      await this.#read(client).catch(() => {});
      await client.closed;
      this.#client = null;
      if (this.#over) return;
      this.#show({ connection: "joining" });
      await this.#pause(rejoinAfter);
    }
  }

  /** Null where there is none to join; the view then says why. */
  async #join(): Promise<BrokerClient | null> {
    const { home, program, wanted } = this.#parts;
    const start = this.#demanded || wanted();
    this.#demanded = false;
    // Loaded when the window is up: it brings the contracts and the channel's library.
    const { BrokerClient } = await import("../../proxy/client/broker-client.ts");
    try {
      const client = start ? await BrokerClient.connect(home, program) : await BrokerClient.find(home);
      if (client === null) this.#show({ connection: "absent", failure: null, status: null, catalogue: null });
      return client;
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      this.#show({ connection: "failed", failure });
      return null;
    }
  }

  /** The status first: the catalogue may wait for a network that is not there. */
  async #read(client: BrokerClient): Promise<void> {
    const status = await client.request("status");
    this.#show({ connection: "joined", failure: null, status });
    if (status.session !== "signed-in") return;
    const catalogue = await client.request("servers");
    this.#show({ catalogue, status: await client.request("status") });
  }

  #heard(event: ControlEvent): void {
    if (event.event === "catalogue") this.#show({ catalogue: event.catalogue });
    if (event.event !== "session") return;
    const { status } = event;
    const sameUser = status.user?.name === this.#view.status?.user?.name;
    this.#show({ status, ...((status.session === "signed-out" || !sameUser) && { catalogue: null }) });
  }

  #show(change: Partial<BrokerView>): void {
    const before = JSON.stringify(this.#view);
    this.#view = { ...this.#view, ...change };
    if (JSON.stringify(this.#view) === before) return;
    for (const listener of this.#listeners) listener(this.#view);
  }

  #joined(): Promise<BrokerClient> {
    this.#demanded = true;
    return new Promise((done, failed) => {
      const settle = (): void => {
        clearTimeout(late);
        listening.dispose();
      };
      const late = setTimeout(() => {
        settle();
        failed(new BrokerUnavailable(this.#view.failure ?? "Drawbridge's broker did not start in time."));
      }, patience);
      const listening = this.onChange(({ connection, failure }) => {
        if (connection === "failed") {
          settle();
          failed(new BrokerUnavailable(failure ?? "Drawbridge's broker could not be started."));
        } else if (this.#client !== null) {
          settle();
          done(this.#client);
        }
      });
      this.#wake();
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
      if (this.#over || this.#demanded) this.#wake();
    });
  }
}
