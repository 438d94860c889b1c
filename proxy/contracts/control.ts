/**
 * Boundary 3, extension or CLI ⇄ broker: JSON messages over `ws` on the broker's endpoint (path /control, header
 * x-drawbridge-key). Each request carries an id and gets exactly one answer (control-methods.ts). Events come without a
 * request.
 */
import { Approval, ApprovalScope, Approvals } from "@drawbridge/contracts/approvals";
import { MyServer, OldestServed } from "@drawbridge/contracts/registry";
import { z } from "zod";
import { SenderKeyJwk } from "./sender-key.ts";

/** The broker's own session. `expired` means that the refresh token no longer works, so the user must sign in again. */
export const SessionState = z.enum(["signed-in", "signed-out", "expired"]);

export const BrokerStatus = z.object({
  version: z.string(),
  pid: z.number().int(),
  startedAt: z.iso.datetime(),
  registry: z.url().nullable(),
  session: SessionState,
  /** `name` is the stable id. `displayName` is for people to read; an older broker leaves it out. */
  user: z.object({ name: z.string(), displayName: z.string().optional(), groups: z.array(z.string()) }).nullable(),
  /** Whether the registry answered when it was last asked. */
  online: z.boolean(),
  /** Until when the present access token is valid. It is renewed before that. Null if no user is signed in. */
  accessUntil: z.iso.datetime().nullable(),
  secretStore: z.enum(["keyring", "file"]),
  /**
   * Whether the tokens are bound to a key, so that a copied one is refused. An older broker leaves this out, and binds
   * none.
   */
  bound: z.boolean().optional(),
  /** The identity provider of the sign-in. Left out if no user is signed in, and by an older broker. */
  issuer: z.url().optional(),
  /** The title of the identity provider whose removal by the company ended the session. Left out if none did. */
  removedProvider: z.string().optional(),
  /** The oldest programs that the registry serves. Left out if it says nothing of them, and by an older broker. */
  oldest: OldestServed.optional(),
  bridges: z.number().int(),
  /**
   * The servers that refuse to report their changes just now, since when, and why. Their tools are read again at least
   * once a minute. Left out if there is none, and by an older broker.
   */
  refusedStreams: z.array(z.object({ server: z.string(), since: z.iso.datetime(), why: z.string() })).optional(),
});
export type BrokerStatus = z.infer<typeof BrokerStatus>;

/**
 * The catalogue as the broker last read it; `asOf` is null before the first answer, when the list is empty and says
 * nothing. `stale` means that it could not be read again just now, and `failure` says why; an older broker leaves the
 * reason out.
 */
export const Catalogue = z.object({
  servers: z.array(MyServer),
  asOf: z.iso.datetime().nullable(),
  stale: z.boolean(),
  failure: z.string().optional(),
});
export type Catalogue = z.infer<typeof Catalogue>;

/** An agent on this machine that asked for something that needs a person's approval. */
export const Asker = z.object({
  /** The agent's name for itself. */
  agent: z.string(),
  /**
   * The folder that the agent works in, by which an editor's window recognises its own agents. Null if it is not known.
   */
  cwd: z.string().nullable(),
  pid: z.number().int(),
  /** Whether the call waits now. If not, the agent was asked to call again. */
  waiting: z.boolean(),
});
export type Asker = z.infer<typeof Asker>;

/**
 * A request in the registry's own words, and the agents on this machine that asked for it. The list is empty if the
 * request came from elsewhere.
 */
export const LocalApproval = z.object({ approval: Approval, askers: z.array(Asker) });
export type LocalApproval = z.infer<typeof LocalApproval>;

/**
 * What the signed-in user asked for or may decide, newest first. `stale` means that it could not be read again just
 * now.
 */
export const ApprovalList = z.object({
  approvals: z.array(LocalApproval),
  scopes: z.array(ApprovalScope),
  stale: z.boolean(),
});
export type ApprovalList = z.infer<typeof ApprovalList>;

/** A page of all that the user asked for or may decide, newest first. `next` is the cursor of the next page; null on the last. */
export const ApprovalHistoryPage = Approvals;
export type ApprovalHistoryPage = z.infer<typeof ApprovalHistoryPage>;

/** A tool call by an agent on this machine, after it ended. It never holds arguments or results. */
export const EndedCall = z.object({
  at: z.iso.datetime(),
  server: z.string(),
  tool: z.string(),
  ms: z.number().int(),
  /**
   * `ok`, `tool-error` (the tool's own), `error` (the protocol's), `cancelled`, the code of a failure, or the framework's
   * code of a call that did not succeed (error-codes/calls.ts).
   */
  outcome: z.string(),
  /** The agent's name for itself. */
  agent: z.string(),
  /** The last segment of the agent's folder. Left out where it is not known. */
  folder: z.string().optional(),
  /** The request for approval that the answer was about. Left out where it was about none. */
  request: z.string().optional(),
});
export type EndedCall = z.infer<typeof EndedCall>;

/** The latest first. */
export const EndedCalls = z.object({ calls: z.array(EndedCall) });
export type EndedCalls = z.infer<typeof EndedCalls>;

/**
 * The inputs of a server's tools, from the last list that an agent on this machine got from the server. Empty before
 * the first list.
 */
export const ToolInputs = z.object({
  tools: z.array(z.object({ name: z.string(), inputSchema: z.record(z.string(), z.unknown()) })),
});
export type ToolInputs = z.infer<typeof ToolInputs>;

/**
 * Tokens of the broker's client, handed over by the program that ran the sign-in in the browser. Times are ISO 8601.
 */
export const HandedTokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  /**
   * The key that both tokens are bound to (RFC 9449), with its private half. Only this message carries it. Left out if
   * the tokens are unbound.
   */
  senderKey: SenderKeyJwk.optional(),
  expiresAt: z.iso.datetime(),
});
export type HandedTokens = z.infer<typeof HandedTokens>;

export const ControlFailure = z.object({
  code: z.enum(["not-signed-in", "session-expired", "not-allowed", "unreachable", "bad-request", "internal"]),
  message: z.string(),
});

/** The answer to a request: its result, or why there is none. */
export const ControlAnswer = z.object({
  id: z.number().int(),
  result: z.unknown().optional(),
  error: ControlFailure.optional(),
});
export type ControlAnswer = z.infer<typeof ControlAnswer>;

/** A message that the broker sends without a request. */
export const ControlEvent = z.discriminatedUnion("event", [
  z.object({ event: z.literal("session"), status: BrokerStatus }),
  z.object({ event: z.literal("catalogue"), catalogue: Catalogue }),
  z.object({ event: z.literal("call"), call: EndedCall }),
  /** Requests that are new, were decided, ran, expired, or no longer wait. */
  z.object({ event: z.literal("approvals"), changed: z.array(LocalApproval), scopes: z.array(ApprovalScope) }),
  /** The folders that the user's other windows show, so that a request is shown in the window where its agent works. */
  z.object({ event: z.literal("windows"), folders: z.array(z.string()) }),
]);
export type ControlEvent = z.infer<typeof ControlEvent>;
