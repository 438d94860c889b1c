/**
 * Whether hosts can be reached, shared by all requests to a host. A check opens a TCP connection to the host and ends it;
 * a second one half-way, because one lost packet is no network that has gone away. Where a host misses its time, the
 * connections stay open for a while longer: a network that is only slow shows itself, and the next calls wait longer.
 */
import type { Socket } from "node:net";
import { maxReachMs, ReachTimes } from "./reach-times.ts";

/** The first stop on the way to a server: the server, or the proxy. */
export interface FirstHop {
  /** Host and port. */
  readonly host: string;
  /** Whether requests connect to it themselves; false for a proxy. */
  readonly isServer: boolean;
  /** Opens a connection that carries nothing. */
  open(): Socket;
}

/** How long (ms) an idle connection is trusted after something came from its host. */
const trustMs = 2_000;

interface HostState {
  hop: FirstHop;
  /** When something came from the host, as `performance.now()` has it. */
  heardAt: number;
  check: Promise<boolean> | null;
  /** Ends the running check with "it is there". */
  found: (() => void) | null;
}

export class Reachability {
  readonly #times = new ReachTimes();
  readonly #hosts = new Map<string, HostState>();

  /** Whether something came from the host a moment ago. */
  isFresh({ host }: FirstHop): boolean {
    return performance.now() - (this.#hosts.get(host)?.heardAt ?? Number.NEGATIVE_INFINITY) < trustMs;
  }

  /** Something came from the host. */
  heard(hop: FirstHop): void {
    const state = this.#stateOf(hop);
    state.heardAt = performance.now();
    state.found?.();
  }

  /** The host accepted a connection after `ms`. */
  reached(hop: FirstHop, ms: number): void {
    this.#times.reached(hop.host, ms);
    this.heard(hop);
  }

  /** The system said why the host cannot be reached, which is more exact than its silence. */
  refused({ host }: FirstHop): void {
    this.#hosts.get(host)?.found?.();
  }

  /**
   * Resolves with false if the host misses its time, and with true if it accepts a connection or refuses one. `isConnecting`
   * says that a request connects to it already, and keeps this process alive.
   */
  check(hop: FirstHop, isConnecting: boolean): Promise<boolean> {
    const state = this.#stateOf(hop);
    state.check ??= this.#check(state, isConnecting).finally(() => {
      state.check = null;
      state.found = null;
    });
    return state.check;
  }

  #check(state: HostState, isConnecting: boolean): Promise<boolean> {
    const { hop } = state;
    const limitMs = this.#times.limitMs(hop.host);
    const sockets: Socket[] = [];
    const timers: NodeJS.Timeout[] = [];
    let isSettled = false;
    const end = (): void => {
      for (const socket of sockets) socket.destroy();
    };
    const after = (ms: number, run: () => void): void => {
      const timer = setTimeout(run, ms);
      timers.push(isConnecting ? timer.unref() : timer);
    };
    return new Promise((resolve) => {
      const settle = (isThere: boolean): void => {
        if (isSettled) return;
        isSettled = true;
        for (const timer of timers) clearTimeout(timer);
        if (isThere) end();
        resolve(isThere);
      };
      const open = (): void => {
        const began = performance.now();
        const socket = hop.open();
        sockets.push(isConnecting ? socket.unref() : socket);
        socket.once("connect", () => {
          this.reached(hop, performance.now() - began);
          end();
        });
        socket.on("error", () => settle(true));
      };
      const miss = (): void => {
        if (isSettled) return;
        this.#times.missed(hop.host);
        settle(false);
        for (const socket of sockets) socket.unref();
        setTimeout(end, maxReachMs - limitMs).unref();
      };
      state.found = () => settle(true);
      // Nothing is known of a new host. If the others do not answer either, the network is away.
      if (!this.#times.isKnown(hop.host)) void this.#othersAnswer(hop).then((answer) => answer || miss());
      // What came while this process was busy is read first: only then the time is over.
      after(limitMs, () => setImmediate(miss));
      after(limitMs / 2, open);
      if (!isConnecting) open();
    });
  }

  /** Whether the host answers that was heard last, of those that are not `hop`. True if there is none. */
  async #othersAnswer(hop: FirstHop): Promise<boolean> {
    const others = [...this.#hosts.values()].filter(
      ({ hop: { host } }) => host !== hop.host && this.#times.isKnown(host),
    );
    const [last] = others.sort((a, b) => b.heardAt - a.heardAt);
    return last === undefined || this.check(last.hop, false);
  }

  #stateOf(hop: FirstHop): HostState {
    const existing = this.#hosts.get(hop.host);
    if (existing !== undefined) {
      existing.hop = hop;
      return existing;
    }
    const state: HostState = { hop, heardAt: Number.NEGATIVE_INFINITY, check: null, found: null };
    this.#hosts.set(hop.host, state);
    return state;
  }
}
