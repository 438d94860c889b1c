/** What the operator decides, with the operator's credential. */
import { z } from "zod";
import { ServerPolicy } from "../access.ts";
import { route } from "../http-api/route.ts";

/** Who reaches a server at all. */
export const decideServerAccess = route({
  area: "internal",
  method: "PUT",
  path: "/servers/:name/access",
  body: ServerPolicy,
  answers: { 204: null },
  refusals: [400, 404, 413],
});

/** Whose members may be the second person of an approval. */
export const decideServerApprovers = route({
  area: "internal",
  method: "PUT",
  path: "/servers/:name/approvers",
  body: z.object({ groups: z.array(z.string().min(1).max(200)).max(100) }),
  answers: { 204: null },
  refusals: [400, 404, 413],
});

/**
 * Removes a person's passkeys, so that the person can set up new ones. `claim` identifies the person; left out, the
 * registry's own rule applies.
 */
export const resetPasskeys = route({
  area: "internal",
  method: "DELETE",
  path: "/people/:user/passkeys",
  query: z.object({ claim: z.string().optional() }),
  answers: { 200: z.object({ removed: z.number().int() }) },
  refusals: [409],
});
