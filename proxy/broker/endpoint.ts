/**
 * Ensures that each home has one broker. A broker takes the endpoint's name by an atomic rename of a socket that
 * already listens. It does so under a lock that is named after the state of the name that it saw, so that no other
 * state can be replaced. On Windows the pipe's name itself is exclusive.
 */

import { mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import type { Server } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tryLock } from "@drawbridge/contracts/file-lock";
import { tryConnect } from "./ensure.ts";

export interface Endpoint {
  /** Whether the name still leads to this broker. A broker that no one can reach any more must end. */
  held(): boolean;
  /** Gives the name up but keeps listening. The next bridge or client finds no broker and starts one. */
  release(): void;
}

/** How long (ms) a contender that holds the lock may take for its stat and rename. */
const lockTimeoutMs = 5_000;

/**
 * Makes `server` listen on `path`. Returns null if another broker does. This also handles brokers that start at the
 * same instant, and a socket file that a killed broker left: of any number of brokers, exactly one gets an Endpoint.
 */
export async function claimEndpoint(
  server: Server,
  path: string,
  platform = process.platform,
): Promise<Endpoint | null> {
  if (platform === "win32") return (await listen(server, path)) ? { held: () => true, release: () => {} } : null;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const own = `${path}.${process.pid}`;
  rmSync(own, { force: true });
  await listen(server, own);
  const ownState = stateOf(own);
  const deadline = Date.now() + lockTimeoutMs;
  while (Date.now() < deadline) {
    const state = stateOf(path);
    if (state !== absent) {
      const living = await tryConnect(path);
      living?.destroy();
      if (living) break;
    }
    if (underLock(path, state, () => stateOf(path) === state && moved(own, path))) {
      const inode = inodeOf(ownState);
      const held = () => inodeOf(stateOf(path)) === inode;
      return { held, release: () => held() && rmSync(path, { force: true }) };
    }
    await sleep(5);
  }
  rmSync(own, { force: true });
  return null;
}

function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(false) : reject(error));
    server.once("error", failed);
    server.listen(path, () => {
      server.off("error", failed);
      resolve(true);
    });
  });
}

const absent = "none";

/** Identifies the file at a path by its inode and its change time, so that a reused inode counts as another file. */
function stateOf(path: string): string {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  return facts ? `${facts.ino}-${facts.ctimeNs}` : absent;
}

const inodeOf = (state: string): string => state.split("-")[0] ?? "";

function moved(from: string, to: string): true {
  renameSync(from, to);
  return true;
}

/**
 * Runs `act` if this process gets the lock for one state of the name. Returns false if it does not get the lock, or if
 * `act` does. A lock that is taken late does no harm, because it names the state and `act` checks the state again.
 */
function underLock(path: string, state: string, act: () => boolean): boolean {
  const attempt = tryLock(`${path}.${state}.lock`);
  if (attempt.kind === "held") return false;
  try {
    return act();
  } finally {
    attempt.release();
  }
}
