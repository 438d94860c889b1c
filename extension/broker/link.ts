/**
 * This window's connection to the user's broker. It lasts as long as the window, and is made again when the broker ends;
 * meanwhile the link keeps what the broker said last. It gives out plain data: nothing here knows the editor.
 */
import { existsSync } from "node:fs";
import * as l10n from "@vscode/l10n";
import type { BrokerClient } from "../../proxy/client/broker-client.ts";
import type { BrokerStatus, Catalogue, ControlEvent } from "../../proxy/contracts/control.ts";
import type { Home } from "../../proxy/files/home.ts";
import type { Disposable } from "../disposables.ts";
import { Listeners } from "../listeners.ts";
import { BrokerUnavailable } from "./unavailable-error.ts";

export interface BrokerView {
  /** `absent`: no broker runs, and none is needed yet. `failed`: no broker could be reached; `failure` says why. */
  readonly connection: "joining" | "joined" | "absent" | "failed";
  readonly failure: string | null;
  /** What the broker said last. It is kept while the link joins the broker again. */
  readonly status: BrokerStatus | null;
  readonly catalogue: Catalogue | null;
}

export interface LinkParts {
  readonly home: Home;
  /** The program that starts a broker where none runs. */
  readonly program: string;
  /** Whether to start a broker before anything asks for one, because a user has signed in here before. */
  wanted(): boolean;
}

/** How soon (ms) after a broker's end the link joins the next one, and how often it looks for one where none runs. */
const rejoinDelayMs = 200;
const lookIntervalMs = 3_000;
/** How long (ms) a request waits for a broker. */
const brokerTimeoutMs = 15_000;

export class BrokerLink implements Disposable {
  readonly #parts: LinkParts;
  readonly #listeners = new Listeners<[view: BrokerView]>();
  readonly #joinListeners = new Listeners<[broker: BrokerClient]>();
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
    return this.#listeners.add(listener);
  }

  /**
   * Calls `listener` with the broker that is joined now, and with each later one. The listener has to ask each of them again,
   * because a new broker does not know what was asked of the one before.
   */
  onJoined(listener: (broker: BrokerClient) => void): Disposable {
    const joining = this.#joinListeners.add(listener);
    if (this.#client !== null) listener(this.#client);
    return joining;
  }

  /** Starts to join the broker, and returns at once. */
  start(): void {
    void this.#run();
  }

  /** Asks the broker, and starts one where none runs. Throws BrokerUnavailable, or the broker's own error. */
  async ask<T>(request: (broker: BrokerClient) => Promise<T>): Promise<T> {
    return request(this.#client ?? (await this.#joined()));
  }

  /** Reads status and catalogue again where a broker is joined. Never throws: the view shows what went wrong. */
  async refresh(): Promise<void> {
    const client = this.#client;
    if (client === null) return this.#wake();
    try {
      await this.#read(client);
    } catch {
      // Where the broker has ended, the link joins the next one by itself.
    }
  }

  dispose(): void {
    this.#over = true;
    this.#listeners.dispose();
    this.#joinListeners.dispose();
    this.#client?.close();
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      const client = await this.#join();
      if (client === null) {
        await this.#pause(lookIntervalMs);
        continue;
      }
      client.onEvent((event) => this.#heard(event));
      this.#client = client;
      this.#joinListeners.notify(client);
      await this.#read(client).catch(() => {});
      await client.closed;
      this.#client = null;
      if (this.#over) return;
      this.#show({ connection: "joining" });
      await this.#pause(rejoinDelayMs);
    }
  }

  /** Null where there is no broker to join; `view` then says why. */
  async #join(): Promise<BrokerClient | null> {
    const { home, program, wanted } = this.#parts;
    const start = this.#demanded || wanted();
    this.#demanded = false;
    // Without the endpoint's key there is no broker to join, and no reason to load its client.
    if (!start && !existsSync(home.keyFile)) {
      this.#show({ connection: "absent", failure: null, status: null, catalogue: null });
      return null;
    }
    // Loaded only now, so that the window starts quickly: this import brings the contracts and the channel's library.
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

  /** Reads the status first, because the catalogue may wait for a network that is down. */
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
    const before = this.#view.status;
    const sameUser = status.user?.name === before?.user?.name && status.registry === before?.registry;
    this.#show({ status, ...((status.session === "signed-out" || !sameUser) && { catalogue: null }) });
  }

  #show(change: Partial<BrokerView>): void {
    const before = JSON.stringify(this.#view);
    this.#view = { ...this.#view, ...change };
    if (JSON.stringify(this.#view) === before) return;
    this.#listeners.notify(this.#view);
  }

  #joined(): Promise<BrokerClient> {
    this.#demanded = true;
    return new Promise((done, failed) => {
      const settle = (): void => {
        clearTimeout(timer);
        subscription.dispose();
      };
      const timer = setTimeout(() => {
        settle();
        failed(new BrokerUnavailable(this.#view.failure ?? l10n.t("Drawbridge's broker did not start in time.")));
      }, brokerTimeoutMs);
      const subscription = this.onChange(({ connection, failure }) => {
        if (connection === "failed") {
          settle();
          failed(new BrokerUnavailable(failure ?? l10n.t("Drawbridge's broker could not be started.")));
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
