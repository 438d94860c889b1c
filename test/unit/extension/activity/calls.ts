/** Calls for the tests of the activity view. */
import type { EndedCall } from "../../../../proxy/contracts/control.ts";

export const call = (overrides: Partial<EndedCall> = {}): EndedCall => ({
  at: "2026-11-21T10:42:00.000Z",
  server: "presto",
  tool: "query",
  ms: 1_234,
  outcome: "ok",
  agent: "codex",
  ...overrides,
});

export const clock = {
  language: "en",
  day: (at: string) => at.slice(0, 10),
  time: (at: string) => at.slice(11, 16),
  today: "2026-11-21",
};
