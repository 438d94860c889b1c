/**
 * The receiver of logout tokens (OpenID Connect Back-Channel Logout 1.0), and what the edge and the servers read of them.
 * It is the registry's, because the provider reaches one address for all parts, and the registry has the database.
 */
import { readSignOuts } from "@drawbridge/contracts/registry-api/sign-outs";
import { backChannelLogoutPath } from "@drawbridge/contracts/sign-outs";
import { LogoutRefused, type LogoutTokens } from "@drawbridge/hosted/logout-token";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Logger } from "pino";
import { requirePart } from "../caller.ts";
import type { Database } from "../database.ts";
import type { RegistrySettings } from "../settings.ts";
import { keepSignOut, signOutsAfter } from "../sign-outs/store.ts";
import { Routes } from "./routes.ts";

/** A logout token has some hundred bytes. */
const maxBodyBytes = 64 * 1024;

export interface SignOutParts {
  readonly database: Database;
  readonly logoutTokens: LogoutTokens;
  /** Resolves when this registry itself knows of a sign-out that was stored. */
  readonly stored: () => Promise<void>;
  readonly log: Logger;
}

export function signOutRoutes(
  { rootSecret }: Pick<RegistrySettings, "rootSecret">,
  { database, logoutTokens, stored, log }: SignOutParts,
): Hono {
  /** Throws LogoutRefused, or another error if it could not be checked or stored. */
  const receive = async (form: URLSearchParams | null): Promise<void> => {
    const [token, ...others] = form?.getAll("logout_token") ?? [];
    if (token === undefined || others.length > 0)
      throw new LogoutRefused("The body is not a form with one logout_token.");
    const verified = await logoutTokens.verify(token);
    const isNew = await keepSignOut(database, verified, Math.floor(Date.now() / 1000));
    if (!isNew) throw new LogoutRefused("It was received before (jti).");
    await stored();
    log.info({ ends: verified.session === null ? "person" : "session" }, "the identity provider signed a person out");
  };

  const receiver = new Hono().post(
    backChannelLogoutPath,
    bodyLimit({ maxSize: maxBodyBytes, onError: (context) => context.json(refusalOf("It is too long."), 400) }),
    async (context) => {
      const isForm = /^application\/x-www-form-urlencoded(;|$)/i.test(context.req.header("content-type") ?? "");
      try {
        await receive(isForm ? new URLSearchParams(await context.req.text()) : null);
        return context.body(null, 200);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        log.warn({ reason: why }, "a logout token was refused, so no session ended");
        // §2.8: a logout that failed gets 400 for any reason.
        return context.json(refusalOf(error instanceof LogoutRefused ? why : unavailableMessage), 400);
      }
    },
  );

  const internal = new Routes().serve(readSignOuts, async ({ context, parameters: { part }, query, answer }) => {
    requirePart(context, rootSecret, part);
    const { after } = query("Ask with ?after=<the last cursor, or 0>.");
    return answer(200, await signOutsAfter(database, after));
  });
  return new Hono().route("/", receiver).route("/", internal.app);
}

const unavailableMessage = "The logout token cannot be checked or stored just now. Send it again.";

/** §2.8, in the form of RFC 6749 §5.2. */
const refusalOf = (why: string) => ({ error: "invalid_request", error_description: why });
