/**
 * Access policy and its answers. Three parts enforce the same policy: the edge (coarse), the server (coarse again, then
 * the tool's Cedar policy) and the registry's "may X use Y, and why".
 */
import { z } from "zod";
import { refusalErrors } from "./error-codes/refusals.ts";
import { codesOf } from "./errors.ts";
import { Environment, Surface } from "./identity.ts";

export const Effect = z.enum(["read", "write", "destructive"]);
export type Effect = z.infer<typeof Effect>;

/** Layer 1: who reaches a server at all. An empty list admits no user. */
export const ServerPolicy = z.object({
  groups: z.array(z.string()),
  surfaces: z.array(Surface),
  environments: z.array(Environment),
});
export type ServerPolicy = z.infer<typeof ServerPolicy>;

/**
 * Everything that a server or the registry needs to decide about one server: the coarse policy, each tool's policy name,
 * and the named policies as Cedar text. `version` changes exactly when any of these changes.
 */
export const AccessPolicy = z.object({
  server: z.string(),
  version: z.string(),
  coarse: ServerPolicy,
  /** tool name → policy name */
  tools: z.record(z.string(), z.object({ policy: z.string(), effect: Effect })),
  /** policy name → Cedar text */
  policies: z.record(z.string(), z.string()),
  /**
   * tool name → why it is held back, as the end of a sentence: the tool is not as it was approved. Left out: no tool is.
   */
  heldBack: z.record(z.string(), z.string()).optional(),
  /** Why no person may use the server now, as the end of a sentence. Left out: those may whom `coarse` admits. */
  closed: z.string().optional(),
  /** The contact for a person who was refused, e.g. "Data Platform (#presto-help)". */
  ask: z.string(),
});
export type AccessPolicy = z.infer<typeof AccessPolicy>;

/** One decision, and the policy that made it. `policy` is e.g. "presto/groups" or a Cedar policy's name. */
export const Decision = z.object({
  allowed: z.boolean(),
  policy: z.string(),
  /** One sentence that a person and a model can act on. */
  reason: z.string(),
  /** The contact to ask; null where the decision allows. */
  ask: z.string().nullable(),
});
export type Decision = z.infer<typeof Decision>;

export { denialSentence } from "./denial.ts";

/** Answer of the route `explainAccess`: may the caller use this server (and tool), and why. */
export const AccessAnswer = Decision.extend({ server: z.string(), tool: z.string().nullable() });
export type AccessAnswer = z.infer<typeof AccessAnswer>;

/**
 * Body of every refusal that an edge, a server or the registry gives. `error-codes/refusals.ts` says what each code
 * means, and whether the request may have run.
 */
export const Refusal = z.object({
  error: z.enum(codesOf(refusalErrors)),
  message: z.string(),
  policy: z.string().nullable(),
  ask: z.string().nullable(),
});
export type Refusal = z.infer<typeof Refusal>;
