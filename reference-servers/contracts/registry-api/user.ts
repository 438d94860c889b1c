/** What a signed-in user may use, and has used: with a token of the edge's audience. */
import { z } from "zod";
import { AccessAnswer } from "../access.ts";
import { NewAccessReport, ReportReceipt } from "../governance/access-reports.ts";
import { WhyAnswer } from "../governance/why.ts";
import { route } from "../http-api/route.ts";
import { Surface } from "../identity.ts";
import { TokenReading } from "../identity-provider/token-reading.ts";
import { MyServers } from "../registry.ts";
import { MyUsage, ServerUsage } from "../usage.ts";

/** The servers that the caller may see, and what the caller may do there. */
export const listMyServers = route({
  area: "api",
  method: "GET",
  path: "/me/servers",
  answers: { 200: MyServers },
  refusals: [],
});

/** How the caller's token was read. A client that was not accepted gets a refusal that names the claim. */
export const readMyToken = route({
  area: "api",
  method: "GET",
  path: "/me/token",
  answers: { 200: TokenReading },
  refusals: [404],
});

/** Whether the caller may use this server (and tool), and why. */
export const explainAccess = route({
  area: "api",
  method: "GET",
  path: "/access",
  query: z.object({ server: z.string().min(1).max(100), tool: z.string().min(1).max(200).optional() }),
  answers: { 200: AccessAnswer },
  refusals: [400, 404],
});

/**
 * The same question, answered by every place that decides it. `user` is another person, for operators alone; `surface` is
 * another kind of application than the caller's.
 */
export const explainWhy = route({
  area: "api",
  method: "GET",
  path: "/why",
  query: z.object({
    server: z.string().min(1).max(100),
    tool: z.string().min(1).max(200).optional(),
    user: z.string().min(1).max(200).optional(),
    surface: Surface.optional(),
  }),
  answers: { 200: WhyAnswer },
  refusals: [400, 404],
});

/** Tells the owner of a server that a denial surprises the caller, or that they need access; once a day for a server or tool. */
export const reportAccess = route({
  area: "api",
  method: "POST",
  path: "/why/reports",
  body: NewAccessReport,
  answers: { 200: ReportReceipt },
  refusals: [400, 404, 409],
});

/** The caller's own calls, the most recent first, and this month's sums. */
export const readMyUsage = route({
  area: "api",
  method: "GET",
  path: "/me/usage",
  answers: { 200: MyUsage },
  refusals: [],
});

/** The last thirty days of a server that the caller may see. */
export const readServerUsage = route({
  area: "api",
  method: "GET",
  path: "/servers/:name/usage",
  answers: { 200: ServerUsage },
  refusals: [404],
});
