/**
 * Boundary 2, bridge ⇄ broker: one JSON hello line each way, then the agent's bytes untouched.
 * The bridge imports types from here and nothing else, so that it stays free of dependencies.
 */
import { z } from "zod";

/** First line from a bridge. A message of the control channel starts with "GET " instead: both share the endpoint. */
export const BridgeHello = z.object({
  drawbridge: z.literal(1),
  version: z.string(),
  /** The per-user key from the home folder: whoever can read it is the user. */
  key: z.string(),
  /** A server of the registry; with `direct`, a name for the log. */
  server: z.string(),
  /** An endpoint outside the registry, for experiments: the user's token never goes there. */
  direct: z.object({ url: z.url({ protocol: /^https?$/ }), headers: z.record(z.string(), z.string()) }).optional(),
  pid: z.number().int(),
  /** The folder that the agent works in. Servers hear its last segment alone, and no log does. */
  cwd: z.string().max(4096).optional(),
});
export type BridgeHello = z.infer<typeof BridgeHello>;

/** The broker's answer line. After `ok: true` the rest of the connection is MCP, newline-delimited JSON. */
export const BrokerHello = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), version: z.string(), pid: z.number().int() }),
  z.object({ ok: z.literal(false), code: z.enum(["bad-hello", "bad-key", "too-old"]), message: z.string() }),
]);
export type BrokerHello = z.infer<typeof BrokerHello>;
