/** The sign-outs that the edge and each server enforce. */
import { z } from "zod";
import { route } from "../http-api/route.ts";
import { SignOutPage } from "../sign-outs.ts";

/** Those that the registry heard of after `after`, by the credential of the part that is named. */
export const readSignOuts = route({
  area: "internal",
  method: "GET",
  path: "/parts/:part/sign-outs",
  query: z.object({ after: z.coerce.number().int().nonnegative() }),
  answers: { 200: SignOutPage },
  refusals: [400, 404],
});
