/** The requests of a host's side to an upstream, in either era. */

import { backOffMs } from "@drawbridge/contracts/http-api/back-off";
import type { JsonObject } from "../../kernel/json.ts";
import type { Message } from "../../kernel/message.ts";
import { type Failed, failed } from "../../kernel/result.ts";
import type { ToolCall } from "../../kernel/tool-call.ts";
import type { HttpChannel } from "../../network/http-channel.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { ServerEntry } from "../delivery/target.ts";
import { badUpstream } from "../delivery/verdict.ts";
import type { Client } from "../eras/client.ts";
import type { Era } from "../eras/names.ts";
import type { ChangeStream } from "./change-stream.ts";
import type { Interest } from "./interest.ts";
import type { ServerFactsCache } from "./server-facts.ts";

export interface HostRequest {
  /** JSON text. */
  readonly id: string;
  readonly method: string;
  readonly message: JsonObject;
  /** The host's own bytes. */
  readonly line: Buffer;
  /** The tool call that the request is; null in every other request. */
  readonly toolCall: ToolCall | null;
  /** Whether sending the request twice has the same effect as sending it once. */
  readonly readOnly: boolean;
  /** Whether the host's bridge sent it before, to a broker that ended. */
  readonly askedBefore?: boolean;
  readonly signal: AbortSignal;
}

export type Reply =
  /** The whole answer, in the form that the host gets. */
  | { readonly kind: "message"; readonly pieces: readonly Buffer[] }
  | { readonly kind: "result"; readonly result: JsonObject }
  | { readonly kind: "error"; readonly error: JsonObject }
  | Failed;

/**
 * The upstream does not speak this era (any more), and nothing ran. `otherwise` is the reply if it turns out to speak
 * it.
 */
export interface OtherEra {
  readonly kind: "other-era";
  readonly otherwise: Reply;
}

/** The host, as an upstream may use it. */
export interface HostSide {
  readonly client: Client;
  /** Passes a message on unchanged. False asks to wait for `drained`. */
  pass(message: Message): boolean;
  drained(): Promise<void>;
  /** Sends a question to a legacy host. Returns its response, which has `result` or `error`. */
  ask(method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject>;
  /** Reports that a list or a resource changed. */
  changed(method: string, message: JsonObject): void;
  /** Reads the tools again. Resolves when that is done, or cannot be done. */
  relist(): Promise<unknown>;
  /** Another upstream has taken this one's place. It is to be watched, and its tools may differ. */
  replaced(): void;
}

/** A request that calls a tool. */
export interface ToolRequest extends HostRequest {
  readonly toolCall: ToolCall;
}

export const isToolRequest = (request: HostRequest): request is ToolRequest => request.toolCall !== null;

/** One tool call on its way to a modern upstream. */
export interface OutgoingCall {
  readonly request: ToolRequest;
  /** JSON text, as in `message`. */
  readonly id: string;
  readonly message: JsonObject;
  readonly body: Buffer;
  /** Sends one message of the call. */
  send(id: string, message: JsonObject, body: Buffer): Promise<Delivery>;
}

/** The route of calls to an upstream. The relay does not know that a person may have to approve a call on the way. */
export interface CallRoute {
  /** The result of a repeated call that is already decided; null for a call that is to be sent. */
  recall(request: ToolRequest): Promise<{ readonly result: JsonObject } | null>;
  /** Sends the call and returns its last answer. Rejects as `call.send` does, and with the abort of the request's signal. */
  send(call: OutgoingCall): Promise<Delivery>;
}

export interface UpstreamParts {
  readonly channel: HttpChannel;
  readonly entry: ServerEntry;
  readonly serverFacts: ServerFactsCache;
  /** The one stream on which a modern server reports changes to all hosts. */
  readonly changes: ChangeStream;
  readonly host: HostSide;
  readonly route: CallRoute;
  /** The agent's folder as a modern server gets it; null if it gets none. */
  readonly workspace: string | null;
  /** Longest silence (ms) in a call. */
  readonly silenceTimeoutMs: number;
  /** How long (ms) a call that certainly did not run is tried again; not at all where it is left out. */
  readonly retryTimeoutMs?: number | undefined;
}

export interface Upstream {
  readonly era: Era;
  /** Rejects only with the abort of `request.signal`, after the upstream was informed. */
  call(request: HostRequest): Promise<Reply | OtherEra>;
  /** Sends a notification of the host. */
  notify(method: string, message: JsonObject, line: Buffer): void;
  /** Sends the host's answer to a request that `pass` handed on. */
  respond(line: Buffer): void;
  /** Sets which changes are wanted from now on. */
  watch(interest: Interest): void;
  /** Ends what is open. The upstream is informed if it keeps a session. */
  close(): void;
}

/** The defaults of an upstream request whose sender awaits no answer. */
export const requestDefaults = {
  awaits: null,
  readOnly: true,
  inSession: false,
  silenceTimeoutMs: null,
  onMessage: () => true,
  drained: () => Promise.resolve(),
} as const;

/** The server accepted a request and gave it no answer. */
export const silence = (server: string, readOnly: boolean): Reply =>
  failed(badUpstream(server, "it took the request and answered nothing", readOnly ? "none" : "change"));

/** How long (ms) to wait before the next try to open a stream. */
export const reopenPause = (failures: number): number => backOffMs(failures, { firstMs: 500, maxMs: 30_000 });

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, ms);
    timer.unref();
    signal.addEventListener("abort", end);
  });
}
