/** Takes out of a server's answer to tools/list what is not as it was approved. Pure. */
import type { IncomingHttpHeaders } from "node:http";
import type { RouteTools } from "@drawbridge/contracts/registry";
import { ListedTool, listedFingerprintOf } from "@drawbridge/contracts/tool-versions";
import { z } from "zod";

/** A JSON-RPC answer with a list of tools. */
const ListAnswer = z.looseObject({ result: z.looseObject({ tools: z.array(z.unknown()) }) });

/** The body that the client gets, JSON or a stream of events as the server sent it; null where it cannot be read. */
export function relayedList(body: Buffer, headers: IncomingHttpHeaders, tools: RouteTools): string | null {
  if ((headers["content-encoding"] ?? "identity") !== "identity") return null;
  const text = body.toString("utf8");
  try {
    return (headers["content-type"] ?? "").startsWith("text/event-stream")
      ? text
          .split(/\r\n\r\n|\n\n|\r\r/)
          .map((event) => relayedEvent(event, tools))
          .join("\n\n")
      : text.trim() === ""
        ? text
        : relayedMessage(text, tools);
  } catch {
    return null;
  }
}

/** The lines of `data` are one text (HTML, server-sent events). */
function relayedEvent(event: string, tools: RouteTools): string {
  const lines = event.split(/\r\n|\n|\r/);
  const data = lines.filter((line) => /^data(:|$)/.test(line)).map((line) => line.replace(/^data:? ?/, ""));
  if (data.join("") === "") return lines.join("\n");
  const others = lines.filter((line) => !/^data(:|$)/.test(line));
  return [...others, `data: ${relayedMessage(data.join("\n"), tools)}`].join("\n");
}

/** The message is written again from what was read, so that a client reads no other list in it. */
function relayedMessage(text: string, tools: RouteTools): string {
  const message: unknown = JSON.parse(text);
  if (Array.isArray(message)) throw new Error("A server answers one request with one message.");
  const list = ListAnswer.safeParse(message);
  if (!list.success) return JSON.stringify(message);
  const approved = list.data.result.tools.filter((tool) => isApproved(tool, tools));
  return JSON.stringify({ ...list.data, result: { ...list.data.result, tools: approved } });
}

function isApproved(entry: unknown, { approved }: RouteTools): boolean {
  const tool = ListedTool.safeParse(entry);
  if (!tool.success || !Object.hasOwn(approved, tool.data.name)) return false;
  const fingerprint = approved[tool.data.name];
  return fingerprint === null || listedFingerprintOf(tool.data) === fingerprint;
}
