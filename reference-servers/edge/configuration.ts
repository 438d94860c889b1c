/**
 * What the edge enforces, by the registry's last answer. The edge asks every second. While the registry does not
 * answer, the last configuration is valid for a stated time. After that there is none, and the edge refuses every
 * request.
 */
import { type Answer, NoAnswerError } from "@drawbridge/contracts/http-api/client";
import { Follower } from "@drawbridge/contracts/http-api/follower";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { readEdgeConfiguration } from "@drawbridge/contracts/registry-api/edge";
import { partClient, type RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import type { Logger } from "pino";

export interface FollowedConfiguration {
  /** Null until the registry has answered once, and when its last confirmation is too old. */
  current(): EdgeConfiguration | null;
  /** Resolves when the registry was asked again. For a server that the last answer does not name. */
  refresh(): Promise<void>;
  close(): void;
}

export interface ConfigurationSource {
  readonly registry: RegistryAccess;
  /** Milliseconds that a configuration is valid after the registry last confirmed it. */
  readonly maxAgeMs: number;
  /** Called with each new configuration. */
  readonly changed: (configuration: EdgeConfiguration) => void;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** Milliseconds between two questions. A withdrawn permission, or an instance that ends, may stay in force this long. */
const intervalMs = 1_000;
/** The same while there is no configuration yet, and every request is refused. */
const firstIntervalMs = 100;
/** Minimum milliseconds before a question that requests cause. Requests that come in this time share one question. */
const refreshCooldownMs = 250;
/** Milliseconds to wait for an answer. */
const timeoutMs = 2_000;

/** Follows the registry's configuration for the edge until closed. */
export function followConfiguration(source: ConfigurationSource, log: Logger): FollowedConfiguration {
  const { registry: access, maxAgeMs, now = () => performance.now() } = source;
  const registry = partClient(access, timeoutMs);
  const follower = new Follower<EdgeConfiguration>({
    ask: async (current, signal) =>
      changedConfiguration(await registry.call(readEdgeConfiguration, { version: current?.version ?? null, signal })),
    changed(configuration) {
      const { version, routes } = configuration;
      log.info({ version, servers: routes.length }, "new configuration");
      source.changed(configuration);
    },
    onUnreachable: (error) =>
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

/** The new configuration; null where the current one is still valid. Throws on any other answer. */
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
