/**
 * Boundary 2, bridge ⇄ broker: one JSON hello line in each direction, then the agent's bytes unchanged.
 * The bridge imports only types from here, so that it stays free of dependencies.
 */
import { z } from "zod";

/**
 * First line from a bridge. A message of the control channel starts with "GET " instead, because both share the
 * endpoint.
 */
export const BridgeHello = z.object({
  drawbridge: z.literal(1),
  version: z.string(),
  /** The per-user key from the home folder. A program that can read it acts for the user. */
  key: z.string(),
  /** A server of the registry. With `direct`, it is a name for the log. */
  server: z.string(),
  /** An endpoint outside the registry, for experiments. The user's token is never sent there. */
  direct: z.object({ url: z.url({ protocol: /^https?$/ }), headers: z.record(z.string(), z.string()) }).optional(),
  pid: z.number().int(),
  /** The agent was served by another broker before, so it has a list of tools already. */
  again: z.boolean().optional(),
  /** The folder that the agent works in. Servers get only its last segment, and it is in no log. */
  cwd: z.string().max(4096).optional(),
});
export type BridgeHello = z.infer<typeof BridgeHello>;

/** The broker's answer line. After `ok: true` the rest of the connection is MCP, newline-delimited JSON. */
export const BrokerHello = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), version: z.string(), pid: z.number().int() }),
  z.object({ ok: z.literal(false), code: z.enum(["bad-hello", "bad-key", "too-old"]), message: z.string() }),
]);
export type BrokerHello = z.infer<typeof BrokerHello>;
