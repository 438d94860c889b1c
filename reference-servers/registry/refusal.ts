/** How the registry says no: the body that edge and servers use too. */
import type { Refusal } from "@drawbridge/contracts/access";
import { HTTPException } from "hono/http-exception";

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 421 | 429 | 503;

/** Thrown by a handler, answered as it stands. */
export class Refused extends HTTPException {
  constructor(status: Status, error: Refusal["error"], message: string, headers: Record<string, string> = {}) {
    const body: Refusal = { error, message, policy: null, ask: null };
    super(status, { res: Response.json(body, { status, headers }), message });
  }
}

/** `challenge` is for WWW-Authenticate; see edge/challenge.ts. */
export const unauthenticated = (problem: string | null, challenge: string): Refused =>
  new Refused(
    401,
    "unauthenticated",
    `${problem ?? "This needs a signed-in user."} Sign in with \`drawbridge login\` and try again.`,
    { "www-authenticate": challenge },
  );

/** Says the same of a server that does not exist and of one that the caller must not know of. */
export const unknownServer = (server: string): Refused =>
  new Refused(404, "unknown-server", `There is no server ${server}. \`drawbridge servers\` lists those you can see.`);

export const unavailable = (message: string): Refused =>
  new Refused(503, "upstream-unreachable", message, { "retry-after": "2" });
