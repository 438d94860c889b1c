/** What the edge enforces, as the registry last said: asked for every two seconds, kept while the registry is away. */
import { setTimeout as sleep } from "node:timers/promises";
import { EdgeConfiguration } from "@drawbridge/contracts/registry";
import type { Logger } from "pino";

export interface Followed {
  /** Null until the registry has answered once. */
  current(): EdgeConfiguration | null;
  /** Resolves when the registry was asked again: for a server that the last answer does not name. */
  refresh(): Promise<void>;
  close(): void;
}

export interface Source {
  readonly registryUrl: string;
  /** The edge's own, see part-secret.ts. */
  readonly credential: string;
}

/** Milliseconds between two questions: so long a withdrawn permission may live on. */
const interval = 2000;
/** The same while there is no configuration yet, and nothing can pass. */
const impatientInterval = 100;
/** Least milliseconds before a question that requests cause; those that come meanwhile share it. */
const refreshCooldown = 250;
/** Milliseconds to wait for an answer. */
const patience = 2000;

/** Follows the registry's configuration for the edge until closed. */
export function followConfiguration(source: Source, log: Logger): Followed {
  let current: EdgeConfiguration | null = null;
  let asking: Promise<void> | null = null;
  let refreshing: Promise<void> | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let away = false;
  const closing = new AbortController();

  const ask = async (): Promise<void> => {
    askedAt = performance.now();
    try {
      const response = await requestConfiguration(source, current?.version, closing.signal);
      const changed = await readConfiguration(response);
      if (away) log.info("the registry answers again");
      away = false;
      if (changed !== null) log.info({ version: changed.version, servers: changed.routes.length }, "new configuration");
      current = changed ?? current;
    } catch (error) {
      if (!away && !closing.signal.aborted)
        log.warn({ reason: reasonOf(error) }, "the registry gives no configuration; the last one holds");
      away = true;
    }
  };
  const askOnce = (): Promise<void> => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };

  let timer: NodeJS.Timeout;
  const loop = async (): Promise<void> => {
    await askOnce();
    if (!closing.signal.aborted) timer = setTimeout(loop, current === null ? impatientInterval : interval);
  };
  void loop();

  return {
    current: () => current,
    refresh() {
      const cooldown = Math.max(0, askedAt + refreshCooldown - performance.now());
      refreshing ??= sleep(cooldown, undefined, { signal: closing.signal })
        .then(askOnce, () => {})
        .finally(() => {
          refreshing = null;
        });
      return refreshing;
    },
    close() {
      closing.abort();
      clearTimeout(timer);
    },
  };
}

const requestConfiguration = (source: Source, version: string | undefined, closed: AbortSignal): Promise<Response> =>
  fetch(`${source.registryUrl}/internal/v1/edge`, {
    headers: {
      authorization: `Bearer ${source.credential}`,
      ...(version === undefined ? {} : { "if-none-match": `"${version}"` }),
    },
    redirect: "error",
    signal: AbortSignal.any([closed, AbortSignal.timeout(patience)]),
  });

/** The new configuration; null where the one we have still holds (304). Throws on any other answer. */
async function readConfiguration(response: Response): Promise<EdgeConfiguration | null> {
  if (response.status === 304) return null;
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`The registry answered ${response.status}.`);
  }
  return EdgeConfiguration.parse(await response.json());
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
