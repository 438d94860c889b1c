/** `drawbridge broker` runs one user's broker in this process. Bridges and the CLI start it, never a person. */

import type { Home } from "../files/home.ts";
import { openSession } from "../identity/session.ts";
import { retryTimeoutMs } from "../mcp/delivery/retry.ts";
import { factsTimeouts } from "../mcp/host/startup-budget.ts";
import { type BrokerSettings, startBroker } from "./broker.ts";
import { keepHeapSmall } from "./heap.ts";

/**
 * Runs until the broker ends, or returns at once if another broker runs for `home`. Throws ProxyError if it cannot
 * start. Its message goes to standard error, where the program that started the broker reads it.
 */
export async function runBroker(home: Home): Promise<void> {
  const broker = await startBroker(home, settingsFrom(process.env), (parts) => openSession(home, parts));
  if (broker === null) return;
  keepHeapSmall();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void broker.close());
  await broker.ended;
}

const minute = 60_000;

/** What holds where the environment says nothing. docs/configuration.md has them from here. */
export const brokerDefaults = { idleMinutes: 10, silenceMinutes: 15, retrySeconds: retryTimeoutMs / 1000 } as const;

/**
 * DRAWBRIDGE_IDLE_MINUTES is how long an unneeded broker stays. DRAWBRIDGE_SILENCE_MINUTES is a call's longest silence.
 * DRAWBRIDGE_RETRY_SECONDS is how long a call that did not run is tried again.
 */
export function settingsFrom(environment: NodeJS.ProcessEnv): BrokerSettings {
  return {
    idleMs: minutes(environment.DRAWBRIDGE_IDLE_MINUTES, brokerDefaults.idleMinutes),
    silenceTimeoutMs: minutes(environment.DRAWBRIDGE_SILENCE_MINUTES, brokerDefaults.silenceMinutes),
    retryTimeoutMs: secondsOf(environment.DRAWBRIDGE_RETRY_SECONDS) ?? retryTimeoutMs,
    factsTimeouts,
  };
}

/** Null where the text is no number of seconds. 0 is one. */
function secondsOf(text: string | undefined): number | null {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value * 1000 : null;
}

function minutes(text: string | undefined, fallback: number): number {
  const value = Number(text ?? fallback);
  return (Number.isFinite(value) && value > 0 ? value : fallback) * minute;
}
