/** Keeps a list of sign-outs in step with where they are stored. */
import { Follower } from "@drawbridge/contracts/http-api/follower";
import type { PartClient } from "@drawbridge/contracts/registry-api/part-client";
import { readSignOuts } from "@drawbridge/contracts/registry-api/sign-outs";
import type { SignIn, SignOutPage } from "@drawbridge/contracts/sign-outs";
import type { Logger } from "pino";
import { type SignOuts, signOutList } from "./sign-outs.ts";

export interface SignOutSource {
  /** The page after `after`. Throws without an answer. */
  read(after: number, signal: AbortSignal): Promise<SignOutPage>;
  /** Milliseconds between two questions: how long an ended sign-in may go on. */
  readonly intervalMs: number;
  /** Milliseconds that the list is valid after its last confirmation. */
  readonly maxAgeMs: number;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

export interface FollowedSignOuts {
  /** Whether this sign-in has ended; null before the first answer, and when the last confirmation is too old. */
  isSignedOut(signIn: SignIn): boolean | null;
  readonly watch: SignOuts["watch"];
  /** Whether `isSignedOut` knows. */
  isCurrent(): boolean;
  /** Resolves when the source was asked again. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

const firstIntervalMs = 100;

export function followSignOuts(
  { read, intervalMs, maxAgeMs, now = () => performance.now() }: SignOutSource,
  log: Logger,
): FollowedSignOuts {
  const list = signOutList();
  const follower = new Follower<number>({
    async ask(before, signal) {
      const cursor = await readInto(list, before ?? 0, (after) => read(after, signal));
      return cursor === before ? null : cursor;
    },
    onUnreachable: (error) =>
      log.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        "sign-outs cannot be read; the ones that are known hold for now",
      ),
    back: () => log.info("sign-outs are read again"),
    maxAgeMs,
    now,
  });
  follower.poll({ intervalMs, firstIntervalMs });
  return {
    isSignedOut: (signIn) => (follower.current === null ? null : list.has(signIn)),
    watch: list.watch,
    isCurrent: () => follower.current !== null,
    refresh: () => follower.refresh(),
    close: () => follower.close(),
  };
}

/** Adds all pages after `cursor` to a list, and returns the last cursor. */
export async function readInto(
  list: SignOuts,
  cursor: number,
  read: (after: number) => Promise<SignOutPage>,
): Promise<number> {
  const page = await read(cursor);
  list.add(page.signOuts, Math.floor(Date.now() / 1000));
  return page.more ? readInto(list, page.cursor, read) : page.cursor;
}

/** Sign-outs as `part` reads them from the registry. An older registry has none. */
export function registrySignOuts(registry: PartClient, part: string): SignOutSource["read"] {
  return async (after, signal) => {
    const answer = await registry.call(readSignOuts, { parameters: { part }, query: { after }, signal });
    if (answer.kind === "answer") return answer.body;
    if (answer.kind === "unreadable") throw answer.cause;
    if (answer.status === 404) return { signOuts: [], cursor: after, more: false };
    throw new Error(`The registry answered ${answer.status}.`);
  };
}
