/**
 * Lets only approved tools through, for one request to a server with an approved version: no call of another tool reaches the
 * server, and no list that the server answers brings another tool to the client. In both eras of the protocol.
 */
import type { IncomingHttpHeaders } from "node:http";
import { refusedTool } from "@drawbridge/hosted/held-tools";
import type { ApprovedTools } from "./access-decision.ts";
import { bodyReader } from "./body-reader.ts";
import { relayedList } from "./list-relay.ts";
import { badRequest, notAllowed, type Refused } from "./refusal.ts";

export interface ToolGuard {
  /** Reads the next piece of the request's body. Says why the request may not go on; the piece must then not be sent. */
  read(piece: Buffer): Refused | null;
  /** The body is whole. */
  end(): void;
  /** What the server may answer: a `list` is relayed by `relayed`. `unknown`: the request is not whole yet. */
  answers(): "list" | "anything" | "unknown";
  /** The list without what is not approved; null where it cannot be read. */
  relayed(body: Buffer, headers: IncomingHttpHeaders): string | null;
}

const callMethod = "tools/call";
const listMethod = "tools/list";

/** `headers` are the request's, each with its values: a modern client names method and tool in them as well (2026-07-28). */
export function toolGuard(tools: ApprovedTools, user: string, headers: NodeJS.Dict<string[]>): ToolGuard {
  const reader = bodyReader({ methods: headers["mcp-method"] ?? [], names: headers["mcp-name"] ?? [] });
  let isWhole = false;
  return {
    read(piece) {
      reader.read(piece);
      if (reader.isBatch()) return badRequest(400, "A reviewed server gets one message at a time. Send no batch.");
      if (!reader.methods().includes(callMethod)) return null;
      const decision = reader
        .names()
        .map((name) => refusedTool(tools, name, user))
        .find((refused) => refused !== null);
      return decision === undefined || decision === null ? null : notAllowed(decision);
    },
    end() {
      isWhole = true;
    },
    answers() {
      if (!isWhole) return "unknown";
      return reader.methods().includes(listMethod) ? "list" : "anything";
    },
    relayed: (body, answerHeaders) => relayedList(body, answerHeaders, tools),
  };
}
