/**
 * The end of a broker: by itself when no bridge and no control client needs it, by a command, or for a later version.
 */

import { isNewer } from "@drawbridge/contracts/version-order";
import type { Home } from "../files/home.ts";
import { version } from "../kernel/version.ts";
import type { Bridges } from "./bridges.ts";
import type { CallLog } from "./call-log.ts";
import type { Endpoint } from "./endpoint.ts";
import { tryConnect } from "./ensure.ts";

export interface LifecycleParts {
  readonly home: Home;
  /** How long (ms) the broker stays without a bridge and a control client. */
  readonly idleMs: number;
  readonly endpoint: Pick<Endpoint, "held" | "release">;
  readonly bridges: Pick<Bridges, "count" | "busy" | "close" | "moveOn">;
  readonly log: Pick<CallLog, "note" | "flush">;
  /** How many control clients are connected. */
  controlClients(): number;
  /** Ends what reads for the user, and writes what must outlive the broker. */
  endWork(): Promise<void>;
  /** Ends the connections to servers. */
  endConnections(): void;
  /** Ends the control clients' connections. */
  endControl(): void;
  /** Stops listening; resolves when the last connection has ended. */
  stopListening(): Promise<void>;
}

/** How often (ms) the broker checks whether it is still needed, and whether its endpoint still leads to it. */
const watchIntervalMs = 5_000;
/** How long (ms) an ending broker waits for the calls of its bridges. */
const drainTimeoutMs = 5_000;
/** How long (ms) a later version may take to start. After that, the bridges are sent on in any case. */
const successorTimeoutMs = 10_000;
/** How long (ms) a call may continue on a broker that gave way. */
const maxCallMs = 60 * 60_000;

export class Lifecycle {
  /** Resolves when the broker has ended. */
  readonly ended: Promise<void>;
  readonly #parts: LifecycleParts;
  readonly #watch: NodeJS.Timeout;
  #idleSince = Date.now();
  #end: () => void = () => {};
  #closing: Promise<void> | null = null;
  #free: () => void = () => {};
  /** Resolves when another broker may take the endpoint's name. */
  readonly #freed = new Promise<void>((resolve) => {
    this.#free = resolve;
  });

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#watch = setInterval(() => this.#look(), Math.min(watchIntervalMs, parts.idleMs));
  }

  /** Whether a bridge or a control client is connected. */
  get isUsed(): boolean {
    return this.#parts.bridges.count > 0 || this.#parts.controlClients() > 0;
  }

  /** Notes that the broker is in use now. */
  touch(): void {
    this.#idleSince = Date.now();
  }

  #look(): void {
    if (this.isUsed) this.touch();
    const idle = Date.now() - this.#idleSince >= this.#parts.idleMs;
    if (idle || !this.#parts.endpoint.held()) void this.close();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close(false);
    return this.#closing;
  }

  /**
   * Gives way to a later version: its broker takes the name, and the calls that run here finish here. Resolves when the
   * name is free; null if `theirs` is not later than ours.
   */
  giveWay(theirs: string): Promise<void> | null {
    if (!isNewer(theirs, version)) return null;
    this.#parts.log.note(`broker ${version} gives way to ${theirs}`);
    this.#closing ??= this.#close(true);
    return this.#freed;
  }

  /**
   * The session ends first, because the next broker opens it and two brokers must never renew one sign-in. Then the
   * name is given up, so that a new bridge finds the next broker. Then the running calls may finish.
   */
  async #close(superseded: boolean): Promise<void> {
    const { endpoint, bridges, log } = this.#parts;
    clearInterval(this.#watch);
    await this.#parts.endWork();
    endpoint.release();
    const stopped = this.#parts.stopListening();
    // On Windows, a pipe's name stays taken while anything is connected. So calls get only the time of an ordinary end
    // there.
    const nameIsFree = process.platform !== "win32";
    if (nameIsFree) this.#free();
    if (superseded && nameIsFree) await this.#sendOn();
    else await until(drainTimeoutMs, () => !bridges.busy);
    bridges.close();
    this.#free();
    this.#parts.endConnections();
    log.note(`broker (pid ${process.pid}) ended`);
    await log.flush();
    // End the control connections last: for the client that asked for the end, this is the sign that the broker writes
    // nothing more.
    this.#parts.endControl();
    await stopped;
    this.#end();
  }

  /** Sends each bridge to the next broker as soon as no call of its agent runs here. */
  async #sendOn(): Promise<void> {
    const { home, bridges } = this.#parts;
    // Wait for the next broker: a bridge that went earlier would start a broker of its own version, which is older.
    await until(successorTimeoutMs, async () => {
      const next = await tryConnect(home.endpoint).catch(() => null);
      next?.destroy();
      return next !== null;
    });
    bridges.moveOn();
    await until(maxCallMs, () => bridges.count === 0);
  }
}

async function until(timeoutMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end && !(await holds())) await new Promise((done) => setTimeout(done, 20));
}
