/** What was read of a token, by the names of its claims. It holds no value that the person does not see anyway. */
import { z } from "zod";
import { Surface } from "../identity.ts";

const ClaimReading = z.object({
  /** The member of the settings that names the claim. A newer registry may have more. */
  setting: z.string(),
  /** The name of the claim; of several possible ones, the first that the token has. */
  claim: z.string(),
  found: z.boolean(),
  /** Whether the token leaves the groups to a look-up (group-lookup.ts). Left out: it does not. */
  lookedUp: z.boolean().optional(),
});
export type ClaimReading = z.infer<typeof ClaimReading>;

export const TokenReading = z.object({
  issuer: z.string(),
  user: z.string(),
  /** As policies name them. */
  groups: z.array(z.string()),
  surface: Surface,
  claims: z.array(ClaimReading),
});
export type TokenReading = z.infer<typeof TokenReading>;
