/**
 * MCP for one HTTP request, in either era: an SDK server made for it, with the framework's tools on it.
 *
 * The legacy era is served without state too. What that costs there is a client's `notifications/cancelled`, which
 * comes in a request of its own: the session id, given out at `initialize`, names the caller's calls for it. Nothing is
 * kept under it, and without one a legacy client cancels by closing its stream, as a modern one does.
 */
import { McpServer, type ProtocolEra, type RequestId } from "@modelcontextprotocol/server";
import type { Caller, RunningServer } from "../calls/running-server.ts";
import own from "../package.json" with { type: "json" };
import { type ToolFace, toolFace } from "./tool-face.ts";

/** Milliseconds that a client may keep a list: a change is announced to whoever listens, and each call is judged anew. */
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
      // The SDK promises announcements of changed prompts and resources by itself; nothing here would make them.
      ...(prompts === undefined ? {} : { prompts: { listChanged: false } }),
      ...(resources === undefined ? {} : { resources: { listChanged: false } }),
      tools: { listChanged: era === "modern" },
    });
    // After `extend`: these two are the only ways to a tool, whatever it registered.
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

/** A call's name: unique per user and session, so that nobody cancels another's. Null where no session tells clients apart. */
const cancellationKey = ({ principal, session }: Caller, id: RequestId | undefined): string | null =>
  session === null || id === undefined ? null : JSON.stringify([principal.user, session, id]);
