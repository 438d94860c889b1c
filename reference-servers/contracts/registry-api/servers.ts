/** What a server tells the registry about itself and its calls, and what it fetches, with that server's credential. */
import { z } from "zod";
import { route } from "../http-api/route.ts";
import { InstanceId, InstanceReport, Instances } from "../instances.ts";
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

/**
 * The policy that the server enforces. The question of an instance also renews its lease; 404 where the registry does not
 * know the instance (any more), so that it announces itself again.
 */
export const readServerPolicy = route({
  area: "internal",
  method: "GET",
  path: "/servers/:name/policy",
  query: z.object({ instance: InstanceId.optional() }),
  etag: true,
  answers: { 200: ServerPolicyAnswer },
  refusals: [400, 404],
});

/** The instances of the server, for one that passes a call on to another. */
export const readInstances = route({
  area: "internal",
  method: "GET",
  path: "/servers/:name/instances",
  answers: { 200: Instances },
  refusals: [],
});

/** An instance says that it takes no new calls. */
export const reportInstance = route({
  area: "internal",
  method: "PUT",
  path: "/servers/:name/instances/:instance",
  body: InstanceReport,
  answers: { 204: null },
  refusals: [400, 404, 413],
});

/** An instance that ends gives its lease back. */
export const withdrawInstance = route({
  area: "internal",
  method: "DELETE",
  path: "/servers/:name/instances/:instance",
  answers: { 204: null },
  refusals: [],
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
