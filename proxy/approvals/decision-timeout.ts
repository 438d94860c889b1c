/**
 * How long a call may wait for a person before its agent would give it up: the user's setting, within the measured
 * limits.
 */

import { readIfThere } from "@drawbridge/contracts/atomic-file";
import { z } from "zod";
import { ownAgents } from "../contracts/own-agents.ts";
import type { Home } from "../files/home.ts";

/**
 * `approvalPatience` in the home's config.json: seconds by a part of the agent's name (`clientInfo.name`), and
 * "default" for all others, for example `{"codex": 120}`. If the member is missing or invalid, the defaults apply.
 */
const DecisionTimeouts = z.record(z.string(), z.number().nonnegative());
export type DecisionTimeouts = z.infer<typeof DecisionTimeouts>;
const Configured = z.object({ approvalPatience: DecisionTimeouts });

/** Seconds after which each agent gives up a call, with or without progress, as measured on the agents themselves. */
const callTimeouts: readonly (readonly [name: RegExp, seconds: number])[] = [
  [/claude/i, 590],
  [/gemini/i, 590],
  [/codex/i, 300],
  [/copilot/i, 180],
  [/inspector/i, 60],
];
/** For an agent that was not measured. A user who sets a longer time knows that agent. */
const unmeasuredSeconds = 590;
/** The share of a call's time that may be spent on waiting. The rest is for the call itself. */
const shareForWaiting = 0.8;
const defaultSeconds = 45;

/** Milliseconds from the call's arrival; null to wait until the request expires. */
export function decisionTimeoutMsFor(agent: string, timeouts: DecisionTimeouts): number | null {
  if (ownAgents.some((own) => own === agent)) return null;
  const [key] = Object.keys(timeouts)
    .filter((part) => agent.toLowerCase().includes(part.toLowerCase()))
    .sort((a, b) => b.length - a.length);
  const seconds = (key === undefined ? undefined : timeouts[key]) ?? timeouts.default ?? defaultSeconds;
  const [, callTimeoutSeconds = unmeasuredSeconds] = callTimeouts.find(([name]) => name.test(agent)) ?? [];
  return Math.min(seconds, callTimeoutSeconds * shareForWaiting) * 1000;
}

/** The longest time limit (ms) of a tool, with a little for the way. */
const oneMoreTryMs = 50_000;

/** Whether an agent whose call began `elapsedMs` ago waits for one more try of it. */
export function waitsOnFor(agent: string, elapsedMs: number): boolean {
  if (ownAgents.some((own) => own === agent)) return true;
  const [, callTimeoutSeconds = unmeasuredSeconds] = callTimeouts.find(([name]) => name.test(agent)) ?? [];
  return elapsedMs + oneMoreTryMs < callTimeoutSeconds * 1000;
}

/** Reads the settings. They are read for each wait, so that a change applies at once. */
export async function readDecisionTimeouts(home: Home): Promise<DecisionTimeouts> {
  try {
    return Configured.parse(JSON.parse((await readIfThere(home.configFile)) ?? "{}")).approvalPatience;
  } catch {
    return {};
  }
}
