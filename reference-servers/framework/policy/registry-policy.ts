/**
 * Keeps a server's policy in step with the registry: announces the server, asks every few seconds, announces again
 * when the registry has forgotten it. Fails closed: no policy until the first answer, and none any more once the
 * registry has been away for longer than the last one may be trusted.
 */
import { setTimeout as sleep } from "node:timers/promises";
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
  const stop = new AbortController();
  const listeners: (() => void)[] = [];
  let held: { readonly enforced: Enforced; readonly confirmedAt: number } | null = null;
  let announced = false;

  const announce = async (): Promise<void> => {
    const { ok, status } = await requestAnnounce(registry, announcement, stop.signal);
    if (!ok) throw new Error(`the registry answered ${status} to the announcement`);
    announced = true;
  };
  const ask = async (): Promise<PolicyAnswer> =>
    readPolicy(await requestPolicy(registry, name, held?.enforced.policy.version ?? null, stop.signal), name);

  const step = async (): Promise<void> => {
    if (!announced) await announce();
    let answer = await ask();
    if (answer.kind === "unknown-server") {
      await announce();
      answer = await ask();
    }
    if (answer.kind === "policy") {
      held = { enforced: enforced(answer.policy), confirmedAt: now() };
      log.info({ version: answer.policy.version }, "a new access policy is in force");
      for (const listener of listeners) listener();
    } else if (answer.kind === "unchanged" && held !== null) {
      held = { ...held, confirmedAt: now() };
    } else {
      throw new Error(answer.kind === "failed" ? answer.why : `the registry answered "${answer.kind}"`);
    }
  };

  let away = false;
  const follow = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await step();
        if (away) log.info("the registry answers again");
        away = false;
      } catch (error) {
        if (!away && !stop.signal.aborted) log.warn({ err: error }, "the registry gives no policy; asking again");
        away = true;
      }
      const pause = held === null ? Math.min(firstPolicyMs, refreshMs) : refreshMs;
      await sleep(pause, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  const following = follow();

  return {
    current: () => (held !== null && now() - held.confirmedAt <= staleMs ? held.enforced : null),
    onChange: (listener) => void listeners.push(listener),
    async close() {
      stop.abort();
      await following;
    },
  };
}
