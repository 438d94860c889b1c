/**
 * Calls that name something which one instance holds in its memory, for example the rows of a query. A call that arrives at
 * another instance is passed on to the one that holds it, once, as the edge sent it.
 */
import type { PartClient } from "@drawbridge/contracts/registry-api/part-client";
import { readInstances } from "@drawbridge/contracts/registry-api/servers";
import { z } from "zod";
import type { Tool } from "../define-tool.ts";

/** The characters that name the instance in each handle. */
export const instanceTag = (instance: string): string => instance.slice(0, 12);

const ToolCall = z.looseObject({
  method: z.literal("tools/call"),
  params: z.looseObject({ name: z.string(), arguments: z.unknown() }),
});

/** The tag of the instance that holds what this message's call names; null for every other message. */
export function holderOf(message: unknown, tools: readonly Pick<Tool<never>, "name" | "heldBy">[]): string | null {
  const call = ToolCall.safeParse(message);
  if (!call.success) return null;
  return tools.find(({ name }) => name === call.data.params.name)?.heldBy(call.data.params.arguments) ?? null;
}

/** Only the edge and instances of the same server may set it: the edge removes the prefix from what clients send. */
const passedOnHeader = "x-drawbridge-passed-on";
const oneConnection = ["connection", "content-length", "host", "keep-alive", "transfer-encoding", "expect"];
/** Milliseconds in which the registry must say where an instance is. */
export const lookUpMs = 2_000;

export interface HeldElsewhere {
  /** The holder's answer; null where this instance must answer itself. */
  passOn(request: Request, message: unknown): Promise<Response | null>;
}

export function heldElsewhere(
  registry: PartClient,
  own: { readonly name: string; readonly instance: string },
  tools: readonly Pick<Tool<never>, "name" | "heldBy">[],
): HeldElsewhere {
  const addressOf = async (holder: string, signal: AbortSignal): Promise<string | null> => {
    const answer = await registry.call(readInstances, { parameters: { name: own.name }, signal });
    if (answer.kind !== "answer") return null;
    const urlOf = (tag: string) => answer.body.instances.find(({ id }) => instanceTag(id) === tag)?.url;
    const url = urlOf(holder);
    // Two instances behind one address cannot reach each other by it.
    return url === undefined || url === urlOf(instanceTag(own.instance)) ? null : url;
  };

  return {
    async passOn(request, message) {
      const holder = holderOf(message, tools);
      if (holder === null || holder === instanceTag(own.instance) || request.headers.has(passedOnHeader)) return null;
      try {
        const address = await addressOf(holder, AbortSignal.timeout(lookUpMs));
        if (address === null) return null;
        const headers = new Headers(request.headers);
        for (const name of oneConnection) headers.delete(name);
        headers.set(passedOnHeader, own.instance);
        const body = JSON.stringify(message);
        const answer = await fetch(address, {
          method: "POST",
          headers,
          body,
          signal: request.signal,
          redirect: "manual",
        });
        if (answer.status >= 500) {
          await answer.body?.cancel();
          return null;
        }
        const passed = new Headers(answer.headers);
        for (const name of [...oneConnection, "content-encoding"]) passed.delete(name);
        return new Response(answer.body, { status: answer.status, headers: passed });
      } catch (error) {
        if (request.signal.aborted) throw error;
        return null;
      }
    },
  };
}
