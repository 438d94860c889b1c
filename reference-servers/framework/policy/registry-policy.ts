/**
 * Keeps a server's policy in step with the registry: it announces this instance, asks every few seconds, which also renews
 * the instance's lease, and announces the instance again when the registry has forgotten it or the announcement has changed. Fails closed: there is no policy before the first answer, and none
 * once the registry has not answered for longer than the last policy may be trusted.
 */
import { isDeepStrictEqual } from "node:util";
import { Follower } from "@drawbridge/contracts/http-api/follower";
import type { Announcement } from "@drawbridge/contracts/registry";
import { partClient, type RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import { readInto, registrySignOuts } from "@drawbridge/hosted/followed-sign-outs";
import { signOutList } from "@drawbridge/hosted/sign-outs";
import type { Logger } from "pino";
import { type Enforced, enforced, type PolicySource } from "./policy-source.ts";
import { announce, announceDraining, askPolicy, giveLeaseBack } from "./registry-reads.ts";

export interface RegistryPolicyOptions {
  readonly registry: RegistryAccess;
  /** The server's name. */
  readonly name: string;
  /** The name of this process. */
  readonly instance: string;
  /** Milliseconds until the registry forgets an instance that does not ask. */
  readonly leaseMs: number;
  /** What the server says of itself now. It is asked for before each question. */
  announcement(): Promise<Pick<Announcement, "manifest" | "listed" | "url">>;
  readonly refreshMs: number;
  /** Milliseconds that a policy is valid after the registry last confirmed it. */
  readonly staleMs: number;
  readonly log: Logger;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** The registry is on this network, or it is down. A longer wait would only hide that. */
const timeoutMs = 5_000;
/** The same where the server ends: without an answer its lease lapses by itself. */
const partingMs = 1_000;
/** Milliseconds between two questions until the first policy: nothing is served before it. */
const firstPolicyMs = 250;
/** Questions in one lease: an instance keeps its lease when two of them get lost. */
const questionsPerLease = 3;

/** Starts at once, in the background. Closing ends a question under way. */
export function registryPolicy(options: RegistryPolicyOptions): PolicySource {
  const { registry, name, instance, refreshMs, staleMs, log, now = () => performance.now() } = options;
  const client = partClient(registry, timeoutMs);
  const leaseSeconds = Math.ceil(Math.max(options.leaseMs, questionsPerLease * refreshMs) / 1000);
  let draining = false;
  const listeners: (() => void)[] = [];
  let announced: Announcement | null = null;
  const signOuts = signOutList();
  const readSignOuts = registrySignOuts(client, name);
  let cursor = 0;

  /** The server's data may not answer now. Then its last announcement is valid. */
  const currentAnnouncement = (): Promise<Announcement> =>
    options.announcement().then(
      (current) => ({ ...current, instance: { id: instance, leaseSeconds, draining } }),
      (error: unknown) => {
        if (announced === null) throw error;
        log.warn({ err: error }, "the groups that the tools decide by cannot be read; the last ones are valid");
        return announced;
      },
    );

  const ask = async (current: Enforced | null, closed: AbortSignal): Promise<Enforced | null> => {
    const askOnce = () => askPolicy(client, { name, instance }, current?.policy.version ?? null, closed);
    const announcement = await currentAnnouncement();
    if (!isDeepStrictEqual(announcement, announced)) await announce(client, announcement, closed);
    announced = announcement;
    let answer = await askOnce();
    if (answer.kind === "unknown-instance") {
      await announce(client, announcement, closed);
      answer = await askOnce();
    }
    cursor = await readInto(signOuts, cursor, (after) => readSignOuts(after, closed));
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
    onUnreachable: (error) => log.warn({ err: error }, "the registry gives no policy; asking again"),
    back: () => log.info("the registry answers again"),
  });
  follower.poll({ intervalMs: refreshMs, firstIntervalMs: firstPolicyMs });

  return {
    current: () => follower.current,
    isSignedOut: signOuts.has,
    onChange: (listener) => void listeners.push(listener),
    async drain() {
      draining = true;
      await announceDraining(client, { name, instance }, AbortSignal.timeout(partingMs)).catch(() => {});
    },
    async close() {
      await follower.close();
      await giveLeaseBack(client, { name, instance }, AbortSignal.timeout(partingMs)).catch(() => {});
    },
  };
}
