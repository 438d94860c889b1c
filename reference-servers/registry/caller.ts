/** Whose request it is: a user's by JWT, or a part's by the credential derived for it. */
import type { Principal } from "@drawbridge/contracts/identity";
import { registryCredential, sameSecret } from "@drawbridge/contracts/part-secret";
import { TokenError, type TokenVerifier } from "@drawbridge/edge/token";
import type { Context } from "hono";
import { surfaces } from "./clients.ts";
import { Refused, unauthenticated, unavailable } from "./refusal.ts";

/** The signed-in user of a request; throws Refused. */
export async function principalOf(request: Context, verifier: TokenVerifier): Promise<Principal> {
  const token = bearer(request);
  if (token === null) throw unauthenticated(null);
  const { user, groups, clientId } = await verifier.verify(token).catch(refuse);
  const surface = Object.hasOwn(surfaces, clientId) ? surfaces[clientId] : undefined;
  if (surface === undefined) {
    throw new Refused(
      403,
      "not-allowed",
      "The application that this token was made for is not known here. Ask whoever runs this registry.",
    );
  }
  return { user, groups: [...groups], surface };
}

/** Lets only `part` pass: a server by its name, the edge, or the operator. Throws Refused. */
export function requirePart(request: Context, rootSecret: string, part: string): void {
  const shown = bearer(request);
  const who = `the credential of ${part}`;
  if (shown === null) throw new Refused(401, "unauthenticated", `This needs ${who}.`, { "www-authenticate": "Bearer" });
  if (!sameSecret(shown, registryCredential(rootSecret, part))) {
    throw new Refused(403, "not-allowed", `This needs ${who}, and another was shown.`);
  }
}

const bearer = (request: Context): string | null =>
  /^Bearer +(\S+) *$/i.exec(request.req.header("authorization") ?? "")?.[1] ?? null;

function refuse(error: unknown): never {
  if (!(error instanceof TokenError)) throw error;
  throw error.code === "invalid" ? unauthenticated(error.message) : unavailable(error.message);
}
