/** What a server tells the registry about itself and its calls, and what it fetches, with that server's credential. */
import { route } from "../http-api/route.ts";
import { Announcement, ServerPolicyAnswer } from "../registry.ts";
import { UsageReport } from "../usage.ts";

/** A server announces itself and where it listens. */
export const announceServer = route({
  area: "internal",
  method: "PUT",
  path: "/servers/:name",
  body: Announcement,
  answers: { 204: null },
  refusals: [400, 413],
});

/** The policy that the server enforces. */
export const readServerPolicy = route({
  area: "internal",
  method: "GET",
  path: "/servers/:name/policy",
  etag: true,
  answers: { 200: ServerPolicyAnswer },
  refusals: [404],
});

/** Calls that have ended. A call that is reported twice counts once. */
export const reportServerUsage = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/usage",
  body: UsageReport,
  answers: { 204: null },
  refusals: [400],
});
