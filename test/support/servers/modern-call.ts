/** One tools/call of the modern era as it goes over the wire, so that a test can send what no client would send. */
import type { TestCaller, TestKit } from "@drawbridge/framework/testing";
import { z } from "zod";

export interface ModernCall {
  readonly name: string;
  readonly args: Record<string, unknown>;
  /** The client's elicitation capability. */
  readonly elicitation?: object;
  readonly state?: string;
  readonly responses?: Record<string, unknown>;
  readonly meta?: Record<string, unknown>;
}

const Result = z.looseObject({
  resultType: z.string().optional(),
  isError: z.boolean().optional(),
  content: z.array(z.object({ text: z.string() })).optional(),
  inputRequests: z
    .record(z.string(), z.object({ method: z.string(), params: z.record(z.string(), z.unknown()) }))
    .optional(),
  requestState: z.string().optional(),
  _meta: z.record(z.string(), z.unknown()).optional(),
});
const Reply = z.object({ result: Result.optional(), error: z.unknown().optional() });

export interface ModernAnswer {
  readonly result: z.infer<typeof Result>;
  readonly code: unknown;
  readonly text: string;
}

/** Throws where the answer is a protocol error. */
export async function modernCall(
  kit: Pick<TestKit, "headers"> & { readonly url: string; readonly path?: string },
  caller: TestCaller,
  { name, args, elicitation, state, responses, meta }: ModernCall,
): Promise<ModernAnswer> {
  const version = "2026-07-28";
  const response = await fetch(`${kit.url}${kit.path ?? "/mcp"}`, {
    method: "POST",
    headers: {
      ...kit.headers(caller),
      ...{ "content-type": "application/json", accept: "application/json, text/event-stream" },
      ...{ "mcp-protocol-version": version, "mcp-method": "tools/call", "mcp-name": name },
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name,
        arguments: args,
        ...(state === undefined ? {} : { requestState: state }),
        ...(responses === undefined ? {} : { inputResponses: responses }),
        _meta: {
          ...meta,
          "io.modelcontextprotocol/protocolVersion": version,
          "io.modelcontextprotocol/clientInfo": { name: "a test", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": elicitation === undefined ? {} : { elicitation },
        },
      },
    }),
  });
  const body = await response.text();
  const json = /^(?:event: .*\n)?data: (.*)$/m.exec(body)?.[1] ?? body;
  const { result, error } = Reply.parse(JSON.parse(json));
  if (result === undefined) throw new Error(JSON.stringify(error));
  const text = (result.content ?? []).map((part) => part.text).join("\n");
  return { result, code: result._meta?.["drawbridge/code"], text };
}
