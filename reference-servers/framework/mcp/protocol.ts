/**
 * MCP for one HTTP request, in either era: an SDK server made for this request, with the framework's tools on it.
 *
 * The legacy era is served without state too. There, a client's `notifications/cancelled` comes in a request of its own,
 * so the server must find the call that it means. The session id, given out at `initialize`, is a part of the name of the
 * caller's calls for this purpose. Nothing is stored under it. Without one, a legacy client cancels by closing its
 * stream, as a modern one does.
 */
import { McpServer, type ProtocolEra, type RequestId } from "@modelcontextprotocol/server";
import type { Caller, RunningServer } from "../calls/running-server.ts";
import own from "../package.json" with { type: "json" };
import { type ToolFace, toolFace } from "./tool-face.ts";

/**
 * Milliseconds that a client may keep a list. Listening clients are notified of a change, and each call is authorized
 * again.
 */
const listTtlMs = 30_000;
const discoverTtlMs = 300_000;

/** Makes the SDK server for one request. */
export type Protocol = (caller: Caller, era: ProtocolEra) => McpServer;

export function protocol<Services>(server: RunningServer<Services>, face: ToolFace = toolFace(server)): Protocol {
  const { definition, services, inFlight } = server;
  const { name, title, description, instructions } = definition;

  return (caller, era) => {
    const mcp = new McpServer(
      { name, title, description, version: own.version },
      {
        ...(instructions === undefined ? {} : { instructions }),
        cacheHints: {
          "tools/list": { ttlMs: listTtlMs, cacheScope: "private" },
          "server/discover": { ttlMs: discoverTtlMs, cacheScope: "private" },
        },
      },
    );
    definition.extend?.(mcp, caller.principal, services);
    const { prompts, resources } = mcp.server.getCapabilities();
    mcp.server.registerCapabilities({
      // By default the SDK promises announcements of changed prompts and resources, but nothing here would send them.
      ...(prompts === undefined ? {} : { prompts: { listChanged: false } }),
      ...(resources === undefined ? {} : { resources: { listChanged: false } }),
      tools: { listChanged: era === "modern" },
    });
    // Set after `extend`, so that these two handlers are the only way to a tool, regardless of what `extend` registered.
    mcp.server.setRequestHandler("tools/list", () => face.list(caller));
    mcp.server.setRequestHandler("tools/call", ({ params }, request) => {
      const key = era === "legacy" ? cancellationKey(caller, request.mcpReq.id) : null;
      return inFlight.run(
        key,
        () => void mcp.close(),
        () => face.call(params, caller, request),
      );
    });
    if (era === "legacy") {
      mcp.server.setNotificationHandler("notifications/cancelled", ({ params }) => {
        const key = cancellationKey(caller, params.requestId);
        if (key !== null) inFlight.cancel(key);
      });
    }
    return mcp;
  };
}

/**
 * A call's name: unique per user and session, so that no user cancels another user's call. Null where no session
 * distinguishes the clients.
 */
const cancellationKey = ({ principal, session }: Caller, id: RequestId | undefined): string | null =>
  session === null || id === undefined ? null : JSON.stringify([principal.user, session, id]);
