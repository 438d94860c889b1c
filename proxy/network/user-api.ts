/** The registry's API as the signed-in user calls it: with the session's token, which is renewed once after a 401. */
import { ApiClient } from "@drawbridge/contracts/http-api/client";
import type { AccessToken, Session } from "../contracts/session.ts";
import { notSignedIn } from "../kernel/errors.ts";
import type { Fetch } from "./fetch.ts";

export type UserApi = ApiClient<"api">;

/** Calls throw ProxyError `not-signed-in` and `session-expired`, as the session does, and NoAnswerError. */
export const userApi = (session: Session, fetch: Fetch, timeoutMs: number): UserApi =>
  new ApiClient({
    area: "api",
    address: () => apiOf(session),
    credentials: {
      current: () => session.accessToken(),
      renewed: (rejected: AccessToken, refusal) => session.renewed(rejected, refusal),
    },
    fetch,
    timeoutMs,
  });

/** The address of the registry's API. Throws ProxyError `not-signed-in`. */
export function apiOf({ wellKnown }: Session): string {
  if (wellKnown === null) throw notSignedIn();
  return wellKnown.api;
}
