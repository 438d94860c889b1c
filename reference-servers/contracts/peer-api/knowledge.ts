/** What other servers send to the Knowledge server, and ask it; see contracts/knowledge.ts. */
import { route } from "../http-api/route.ts";
import { KeptRootCause, RootCause, Similar, SimilarAsk } from "../knowledge.ts";

/**
 * Stores a root cause, or replaces the one stored under the id. With `If-Match: "<digest>"` it replaces only that
 * version; with `If-None-Match: *` it stores only where there is none yet (RFC 9110 §13.1). The answer is 412 where
 * something else is there.
 */
export const keepRootCause = route({
  area: "peers",
  method: "PUT",
  path: "/root-causes/:id",
  body: RootCause,
  answers: { 204: null },
  refusals: [400, 412],
});

/** What the asking server has stored under the id. */
export const readRootCause = route({
  area: "peers",
  method: "GET",
  path: "/root-causes/:id",
  answers: { 200: KeptRootCause },
  refusals: [400, 404],
});

/** Records of failures like this one, for a reader in these groups. */
export const findSimilar = route({
  area: "peers",
  method: "POST",
  path: "/similar",
  body: SimilarAsk,
  answers: { 200: Similar },
  refusals: [400],
});
