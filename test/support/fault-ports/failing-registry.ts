/** A fake registry for one server (boundary 6). A test can make it lose its state, refuse, and stop answering. */
import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import type { AccessPolicy } from "@drawbridge/contracts/access";
import { Announcement } from "@drawbridge/contracts/registry";
import { policyOf } from "@drawbridge/hosted/access-policy";
import { listening } from "../network/listening.ts";

export interface FixtureRegistry {
  readonly url: string;
  readonly credential: string;
  readonly announcements: Announcement[];
  /** The status of every answer about the policy. */
  readonly policyAnswers: number[];
  /** The policy in force instead of the announced one; null restores the announced one. */
  policy: AccessPolicy | null;
  /** The answer to every request; null serves requests again. */
  failure: { readonly status: number; readonly body: string } | null;
  forget(): void;
  close(): Promise<void>;
}

export async function startFixtureRegistry(): Promise<FixtureRegistry> {
  let announcement: Announcement | null = null;
  const registry: Omit<FixtureRegistry, "url"> = {
    credential: "credential of the workshop",
    announcements: [],
    policyAnswers: [],
    policy: null,
    failure: null,
    forget: () => {
      announcement = null;
    },
    close: () => closeNow(server),
  };

  const server = createServer(async (request, response) => {
    const body = await text(request);
    const path = new URL(request.url ?? "/", "http://registry").pathname;
    const answer = (status: number, value: unknown = {}, headers: Record<string, string> = {}): void => {
      if (path.endsWith("/policy")) registry.policyAnswers.push(status);
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(typeof value === "string" ? value : JSON.stringify(value));
    };
    if (registry.failure !== null) return answer(registry.failure.status, registry.failure.body);
    if (request.headers.authorization !== `Bearer ${registry.credential}`) return answer(401);
    // What an instance says of itself when it drains or ends: nothing here depends on it.
    if (path.includes("/instances/")) return answer(204);
    if (request.method === "PUT") {
      announcement = Announcement.parse(JSON.parse(body));
      registry.announcements.push(announcement);
      return answer(204);
    }
    if (announcement === null || path.includes("/sign-outs")) return answer(404);
    const policy = registry.policy ?? policyOf(announcement.manifest);
    const etag = `"${policy.version}"`;
    return request.headers["if-none-match"] === etag ? answer(304, "", { etag }) : answer(200, policy, { etag });
  });
  return Object.assign(registry, { url: await listening(server) });
}

async function closeNow(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
