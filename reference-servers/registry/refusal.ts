/** How the registry refuses. The edge and the servers use the same body. */
import type { Refusal } from "@drawbridge/contracts/access";
import { type RefusalCode, type RefusalStatus, refusalErrors } from "@drawbridge/contracts/error-codes/refusals";
import { ListedError } from "@drawbridge/contracts/errors";
import { adviceOf, type TokenError } from "@drawbridge/hosted/token";

/** A handler throws it, and app.ts answers with it. `code` becomes the `error` of the body. */
export class Refused<Code extends RefusalCode = RefusalCode> extends ListedError<Code> {
  override readonly name = "Refused";
  readonly #status: RefusalStatus<Code>;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #policy: string | null;

  /** `message` says what happened and what to do next; `policy` names the rule that refuses, where a program tells it from others. */
  constructor(
    status: RefusalStatus<Code>,
    code: Code,
    message: string,
    headers: Record<string, string> = {},
    policy: string | null = null,
  ) {
    super(refusalErrors, code, message);
    this.#status = status;
    this.#headers = headers;
    this.#policy = policy;
  }

  getResponse(): Response {
    const body: Refusal = { error: this.code, message: this.message, policy: this.#policy, ask: null };
    return Response.json(body, { status: this.#status, headers: this.#headers });
  }
}

/** `challenge` is for WWW-Authenticate; see hosted/token/challenge.ts. */
export const unauthenticated = (problem: TokenError | null, challenge: string): Refused =>
  // A token of which a new sign-in would give the same again is not the caller's to renew.
  new Refused(
    401,
    problem?.code === "not-ours" ? "not-allowed" : "unauthenticated",
    `${problem?.message ?? "This needs a signed-in user."} ${adviceOf(problem)}`,
    {
      "www-authenticate": challenge,
    },
  );

/** The same answer for a server that does not exist and for one that the caller must not know about. */
export const unknownServer = (server: string): Refused =>
  new Refused(404, "unknown-server", `There is no server ${server}. \`drawbridge servers\` lists those you can see.`);

export const unavailable = (message: string): Refused =>
  new Refused(503, "upstream-unreachable", message, { "retry-after": "2" });
