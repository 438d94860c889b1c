/**
 * Which servers serve. The registry asks each server's /readyz every few seconds. The result stays in memory, because
 * only the current one matters.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { MyServer } from "@drawbridge/contracts/registry";

export type Status = MyServer["status"];

export interface Probed {
  readonly name: string;
  /** The MCP endpoints of its instances; /readyz is next to each. */
  readonly urls: readonly string[];
}

export interface Statuses {
  /** `unknown` until the server was asked once. */
  of(name: string): Status;
  all(): Readonly<Record<string, Status>>;
  /** Asks a server that has just announced itself, a moment later, because it still has to fetch its policy. */
  expect(name: string): void;
  close(): Promise<void>;
}

/** Milliseconds between two rounds, and the time limit for an answer. */
const probeIntervalMs = 2000;
const answerTimeoutMs = 2000;

/** Milliseconds between a server's announcement and the first question. */
const firstProbeDelayMs = 300;

/**
 * Asks every server that `listServers` returns, round by round, until it is closed. A round that gets no list changes nothing.
 */
export function watchStatuses(listServers: () => Promise<readonly Probed[]>): Statuses {
  const statuses = new Map<string, Status>();
  const closing = new AbortController();
  let timer: NodeJS.Timeout;

  /** A server serves if one of its instances does. */
  const probe = async ({ name, urls }: Probed): Promise<void> => {
    const answers = urls.map((url) => requestReadiness(url, closing.signal).catch(() => null));
    const serves = (await Promise.all(answers)).some((answer) => answer?.ok === true);
    if (!closing.signal.aborted) statuses.set(name, serves ? "up" : "down");
  };
  const round = async (): Promise<void> => {
    const servers = await listServers().catch(() => []);
    await Promise.all(servers.map(probe));
    if (!closing.signal.aborted) timer = setTimeout(() => (running = round()), probeIntervalMs);
  };
  let running = round();

  return {
    of: (name) => statuses.get(name) ?? "unknown",
    all: () => Object.fromEntries(statuses),
    expect(name) {
      sleep(firstProbeDelayMs, undefined, { signal: closing.signal })
        .then(listServers)
        .then((servers) => Promise.all(servers.filter((server) => server.name === name).map(probe)))
        .catch(() => {});
    },
    async close() {
      closing.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

async function requestReadiness(url: string, closed: AbortSignal): Promise<Response> {
  const signal = AbortSignal.any([closed, AbortSignal.timeout(answerTimeoutMs)]);
  const response = await fetch(new URL("readyz", url), { signal, redirect: "manual" });
  await response.body?.cancel();
  return response;
}
