/**
 * Keeps a server's policy in step with the registry: announces the server, asks every few seconds, announces again
 * when the registry has forgotten it. Fails closed: no policy until the first answer, and none any more once the
 * registry has been away for longer than the last one may be trusted.
 */
import { Follower } from "@drawbridge/contracts/http-api/follower";
import type { Announcement } from "@drawbridge/contracts/registry";
import type { Logger } from "pino";
import { type PolicyAnswer, type RegistryAccess, readPolicy, requestAnnounce, requestPolicy } from "./registry-wire.ts";
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

/** Until the first policy nothing is served, so the registry is asked this often. */
const firstPolicyMs = 250;

/** Starts at once, in the background. Closing ends a question under way. */
export function registryPolicy(options: RegistryPolicyOptions): PolicySource {
  const { registry, announcement, refreshMs, staleMs, log, now = () => performance.now() } = options;
  const { name } = announcement.manifest;
  const listeners: (() => void)[] = [];
  let announced = false;

  const announce = async (closed: AbortSignal): Promise<void> => {
    const { ok, status } = await requestAnnounce(registry, announcement, closed);
    if (!ok) throw new Error(`the registry answered ${status} to the announcement`);
    announced = true;
  };
  const askOnce = async (held: Enforced | null, closed: AbortSignal): Promise<PolicyAnswer> =>
    readPolicy(await requestPolicy(registry, name, held?.policy.version ?? null, closed), name);

  const ask = async (held: Enforced | null, closed: AbortSignal): Promise<Enforced | null> => {
    if (!announced) await announce(closed);
    let answer = await askOnce(held, closed);
    if (answer.kind === "unknown-server") {
      await announce(closed);
      answer = await askOnce(held, closed);
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
