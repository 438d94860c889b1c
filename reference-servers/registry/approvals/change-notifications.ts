/**
 * Delivers each change to every registry on this database (Postgres LISTEN). One connection listens, and it is made
 * again when it breaks. Changes in between are lost, so each listener is then asked to read everything again.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Secret } from "@drawbridge/contracts/secret";
import { databaseLogin } from "@drawbridge/hosted/database-login";
import type { Logger } from "pino";
import { changesChannel } from "./transition.ts";

export interface Change {
  readonly kind: "approval" | "scope";
  readonly id: string;
}

export interface Changes {
  /** Resolves after the first attempt to connect, whether it succeeded or failed. */
  readonly tried: Promise<void>;
  /** Whether the connection hears changes at this moment. */
  hears(): boolean;
  close(): Promise<void>;
}

/** Milliseconds between two attempts to connect. */
const reconnectDelayMs = 500;

/** Calls `onChange` for every change from now on, and `onLost` when the registry may have missed some. */
export function listenForChanges(
  databaseUrl: Secret,
  log: Logger,
  { onChange, onLost }: { onChange(change: Change): void; onLost(): void },
): Changes {
  const login = databaseLogin(databaseUrl);
  const closing = new AbortController();
  const { promise: tried, resolve: triedOnce } = Promise.withResolvers<void>();
  let hears = false;

  const hear = async (): Promise<void> => {
    const client = new login.Client({
      application_name: "drawbridge-registry-changes",
      connectionTimeoutMillis: 3000,
      keepAlive: true,
    });
    const broken = new Promise<void>((done) => {
      client.once("error", (error) => {
        log.warn({ reason: error.message }, "the connection that hears changes broke");
        done();
      });
      client.once("end", done);
      closing.signal.addEventListener("abort", () => done(), { once: true });
    });
    client.on("notification", ({ payload }) => {
      const change = readChange(payload);
      if (change !== null) onChange(change);
    });
    try {
      await client.connect();
      await client.query(`listen ${changesChannel}`);
      hears = true;
      triedOnce();
      await broken;
    } finally {
      hears = false;
      triedOnce();
      await client.end().catch(() => {});
      onLost();
    }
  };
  const running = (async () => {
    while (!closing.signal.aborted) {
      await login
        .connected(hear)
        .catch((error: Error) => log.warn({ reason: error.message }, "changes cannot be heard"));
      await sleep(reconnectDelayMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  })();

  return {
    tried,
    hears: () => hears,
    async close() {
      closing.abort();
      await running;
    },
  };
}

function readChange(payload: string | undefined): Change | null {
  const [kind, id] = payload?.split(" ") ?? [];
  return (kind === "approval" || kind === "scope") && id !== undefined ? { kind, id } : null;
}
