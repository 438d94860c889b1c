/** What a 401 says about the token and about the time. */
import type { IncomingHttpHeaders } from "node:http";
import type { TokenRefusal } from "../contracts/session.ts";

export const tokenRefusal = (headers: IncomingHttpHeaders): TokenRefusal => ({
  challenge: headers["www-authenticate"] ?? null,
  date: headers.date ?? null,
});
