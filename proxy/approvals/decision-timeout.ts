/** How long a call may wait for a person before its agent would give it up: the user's wish, within what was measured. */
import { z } from "zod";
import { readIfThere } from "../files/atomic-file.ts";
import type { Home } from "../files/home.ts";

/**
 * `approvalPatience` in the home's config.json: seconds by a part of the agent's name (`clientInfo.name`), "default"
 * for all others, e.g. `{"codex": 120}`. A file without it, or with nonsense there, asks for nothing.
 */
const DecisionTimeouts = z.record(z.string(), z.number().nonnegative());
export type DecisionTimeouts = z.infer<typeof DecisionTimeouts>;
const Configured = z.object({ approvalPatience: DecisionTimeouts });

/** Seconds after which each agent gives up a call, progress or not, as measured on the agents themselves. */
const callTimeouts: readonly (readonly [name: RegExp, seconds: number])[] = [
  [/claude/i, 590],
  [/gemini/i, 590],
  [/codex/i, 300],
  [/copilot/i, 180],
  [/inspector/i, 60],
];
/** For an agent that was never measured: a user who sets it longer knows that agent. */
const unmeasuredSeconds = 590;
/** The rest of a call's time is for the call itself. */
const shareForWaiting = 0.8;
const defaultSeconds = 45;

/** A person at a terminal waits for as long as they like, and ends it by Ctrl-C. */
export const ownAgent = "drawbridge-cli";

/** Milliseconds from the call's arrival; null = for as long as the request lives. */
export function decisionTimeoutMsFor(agent: string, timeouts: DecisionTimeouts): number | null {
  if (agent === ownAgent) return null;
  const [key] = Object.keys(timeouts)
    .filter((part) => agent.toLowerCase().includes(part.toLowerCase()))
    .sort((a, b) => b.length - a.length);
  const seconds = (key === undefined ? undefined : timeouts[key]) ?? timeouts.default ?? defaultSeconds;
  const [, timeout = unmeasuredSeconds] = callTimeouts.find(([name]) => name.test(agent)) ?? [];
  return Math.min(seconds, timeout * shareForWaiting) * 1000;
}

/** Read for each wait, so that a change counts at once. */
export async function readDecisionTimeouts(home: Home): Promise<DecisionTimeouts> {
  try {
    return Configured.parse(JSON.parse((await readIfThere(home.configFile)) ?? "{}")).approvalPatience;
  } catch {
    return {};
  }
}
