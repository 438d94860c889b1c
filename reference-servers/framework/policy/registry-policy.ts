/**
 * Keeps a server's policy in step with the registry: announces the server, asks every few seconds, announces again
 * when the registry has forgotten it. Fails closed: no policy until the first answer, and none any more once the
 * registry has been away for longer than the last one may be trusted.
 */
import { Follower } from "@drawbridge/contracts/http-api/follower";
import type { Announcement } from "@drawbridge/contracts/registry";
import { partClient, type RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import type { Logger } from "pino";
import { announce, askPolicy } from "./registry-wire.ts";
import { type Enforced, enforced, type PolicySource } from "./source.ts";

export interface RegistryPolicyOptions {
  readonly registry: RegistryAccess;
  readonly announcement: Announcement;
  readonly refreshMs: number;
  /** How long a policy holds from the last time the registry confirmed it. */
  readonly staleMs: number;
  readonly log: Logger;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** The registry is on this network or it is away: longer waits only hide that. */
const timeoutMs = 5_000;
/** Until the first policy nothing is served, so the registry is asked this often. */
const firstPolicyMs = 250;

/** Starts at once, in the background. Closing ends a question under way. */
export function registryPolicy(options: RegistryPolicyOptions): PolicySource {
  const { registry, announcement, refreshMs, staleMs, log, now = () => performance.now() } = options;
  const { name } = announcement.manifest;
  const client = partClient(registry, timeoutMs);
  const listeners: (() => void)[] = [];
  let announced = false;

  const ask = async (held: Enforced | null, closed: AbortSignal): Promise<Enforced | null> => {
    const askOnce = () => askPolicy(client, name, held?.policy.version ?? null, closed);
    if (!announced) await announce(client, announcement, closed);
    announced = true;
    let answer = await askOnce();
    if (answer.kind === "unknown-server") {
      await announce(client, announcement, closed);
      answer = await askOnce();
    }
    if (answer.kind === "policy") return enforced(answer.policy);
    if (answer.kind === "unchanged") return null;
    throw new Error(answer.kind === "failed" ? answer.why : `the registry answered "${answer.kind}"`);
  };

  const follower = new Follower<Enforced>({
    ask,
    maxAgeMs: staleMs,
    now,
    changed({ policy }) {
      log.info({ version: policy.version }, "a new access policy is in force");
      for (const listener of listeners) listener();
    },
    away: (error) => log.warn({ err: error }, "the registry gives no policy; asking again"),
    back: () => log.info("the registry answers again"),
  });
  follower.poll({ intervalMs: refreshMs, firstIntervalMs: firstPolicyMs });

  return {
    current: () => follower.current,
    onChange: (listener) => void listeners.push(listener),
    close: () => follower.close(),
  };
}
