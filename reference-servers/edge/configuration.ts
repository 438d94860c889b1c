/**
 * What the edge enforces, as the registry last said. The edge asks every two seconds. While the registry is away the
 * last configuration holds for a stated time; after that there is none, and nothing passes.
 */
import { type Answer, NoAnswerError } from "@drawbridge/contracts/http-api/client";
import { Follower } from "@drawbridge/contracts/http-api/follower";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { readEdgeConfiguration } from "@drawbridge/contracts/registry-api/edge";
import { partClient, type RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import type { Logger } from "pino";

export interface FollowedConfiguration {
  /** Null until the registry has answered once, and when it has confirmed nothing for too long. */
  current(): EdgeConfiguration | null;
  /** Resolves when the registry was asked again: for a server that the last answer does not name. */
  refresh(): Promise<void>;
  close(): void;
}

export interface ConfigurationSource {
  readonly registry: RegistryAccess;
  /** How long (ms) a configuration holds from the last time the registry confirmed it. */
  readonly maxAgeMs: number;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** Milliseconds between two questions: so long a withdrawn permission may live on. */
const intervalMs = 2_000;
/** The same while there is no configuration yet, and nothing can pass. */
const firstIntervalMs = 100;
/** Least milliseconds before a question that requests cause; those that come meanwhile share it. */
const refreshCooldownMs = 250;
/** Milliseconds to wait for an answer. */
const timeoutMs = 2_000;

/** Follows the registry's configuration for the edge until closed. */
export function followConfiguration(source: ConfigurationSource, log: Logger): FollowedConfiguration {
  const { registry: access, maxAgeMs, now = () => performance.now() } = source;
  const registry = partClient(access, timeoutMs);
  const follower = new Follower<EdgeConfiguration>({
    ask: async (held, signal) =>
      changedConfiguration(await registry.call(readEdgeConfiguration, { version: held?.version ?? null, signal })),
    changed: ({ version, routes }) => log.info({ version, servers: routes.length }, "new configuration"),
    away: (error) =>
      log.warn(
        { reason: reasonOf(error), holdsForSeconds: maxAgeMs / 1000 },
        "the registry gives no configuration; the last one holds for this time",
      ),
    back: () => log.info("the registry answers again"),
    maxAgeMs,
    now,
  });
  follower.poll({ intervalMs, firstIntervalMs });
  return {
    current: () => follower.current,
    refresh: () => follower.refreshAfter(refreshCooldownMs),
    close: () => void follower.close(),
  };
}

/** The new configuration; null where the one we have still holds. Throws on any other answer. */
function changedConfiguration(answer: Answer<typeof readEdgeConfiguration>): EdgeConfiguration | null {
  switch (answer.kind) {
    case "answer":
      return answer.body;
    case "unchanged":
      return null;
    case "refused":
      throw new Error(`The registry answered ${answer.status}.`);
    case "unreadable":
      throw answer.cause;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NoAnswerError) return reasonOf(error.cause);
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
