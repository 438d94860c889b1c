/**
 * What other servers send to the Knowledge server, and ask it, by the routes of peer-api/knowledge.ts (bearer:
 * `peerCredential` of the asking server). A root cause that a person approved becomes a document like any other: people
 * find it through the Knowledge server's tools, and the next diagnosis finds it through `similar`. Times are ISO 8601.
 */
import { z } from "zod";

/** A failure in the form that programs compare. */
export const FailureTrace = z.object({
  /** Id of the cause, from the asking server's taxonomy. */
  cause: z.string(),
  /**
   * Digest of the deciding message without its numbers, host names and paths. A repeat of the same failure has an equal
   * digest.
   */
  fingerprint: z.string(),
  /** The deciding lines, unchanged. */
  text: z.string().max(8_000),
});
export type FailureTrace = z.infer<typeof FailureTrace>;

/** Body of the route `keepRootCause`. */
export const RootCause = FailureTrace.extend({
  /** The application's id, and the name that people use for it. */
  subject: z.object({ id: z.string().max(200), name: z.string().max(200) }),
  title: z.string().max(200),
  fix: z.string().max(4_000),
  /** What a person adds: how the failure came about, who fixed it. */
  note: z.string().max(4_000).nullable(),
  recordedBy: z.string().max(200),
  /** The claim that `recordedBy` comes from, as Principal has it. */
  recordedByClaim: z.string().max(100).optional(),
  recordedAt: z.iso.datetime(),
  /** Who may read it. */
  groups: z.array(z.string()),
});
export type RootCause = z.infer<typeof RootCause>;

/** Body of the route `findSimilar`: asks for records of failures like this one, for a reader in these groups. */
export const SimilarAsk = z.object({
  failure: FailureTrace,
  groups: z.array(z.string()),
  limit: z.number().int().min(1).max(20),
});
export type SimilarAsk = z.infer<typeof SimilarAsk>;

/** The most similar first. `same`: the fingerprints are equal. */
export const Similar = z.object({
  hits: z.array(
    z.object({
      id: z.string(),
      same: z.boolean(),
      /** 0 to 1. */
      score: z.number(),
      rootCause: RootCause,
      /** The document's page at the Knowledge server, for its `fetch` tool. */
      document: z.string(),
    }),
  ),
});
export type Similar = z.infer<typeof Similar>;

/** Answer of the route `readRootCause`: the asking server's record there; 404 where there is none. */
export const KeptRootCause = z.object({ digest: z.string(), recordedAt: z.iso.datetime() });
export type KeptRootCause = z.infer<typeof KeptRootCause>;
