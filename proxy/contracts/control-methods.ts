/**
 * The methods of the control channel, one row each: what a request takes and what its answer holds. The broker's handlers
 * (broker/control-handlers.ts) and the client's `request` get their types from this table. A new method is a row here and
 * a handler there.
 */
import { AuditedRows, AuditPage } from "@drawbridge/contracts/audit";
import { NewAccessReport, ReportReceipt } from "@drawbridge/contracts/governance/access-reports";
import { WhyAnswer } from "@drawbridge/contracts/governance/why";
import { Surface } from "@drawbridge/contracts/identity";
import { TokenReading } from "@drawbridge/contracts/identity-provider/token-reading";
import { ServerName, WellKnown } from "@drawbridge/contracts/registry";
import { MyUsage, ServerUsage } from "@drawbridge/contracts/usage";
import { z } from "zod";
import {
  ApprovalHistoryPage,
  ApprovalList,
  BrokerStatus,
  Catalogue,
  EndedCalls,
  HandedTokens,
  ToolInputs,
} from "./control.ts";

/** Parameters of a method that takes none. If a client sends some, they are ignored. */
const noParams = z.unknown().transform((): undefined => undefined);

/** The parameters and the result of each method. */
export const controlMethods = {
  status: { params: noParams, result: BrokerStatus },
  /** The catalogue, as fresh as the broker can have it now. */
  servers: { params: noParams, result: Catalogue },
  /** Answers with the status after the sign-in. `issuer` issued the tokens. An older client leaves it out: the first provider. */
  signIn: {
    params: z.object({ wellKnown: WellKnown, tokens: HandedTokens, issuer: z.url().optional() }),
    result: BrokerStatus,
  },
  /** Answers with the status after the sign-out. */
  signOut: { params: noParams, result: BrokerStatus },
  /**
   * The requests for approval. After it, the client gets an `approvals` event for each change. No method decides, because
   * the broker holds no token that could: a decision goes from the approver's client to the registry. An editor's window
   * sends the folders that it shows, and gets those of the other windows by `windows` events. A later request replaces them.
   */
  approvals: {
    params: z.object({ folders: z.array(z.string().max(4096)).max(200) }).optional(),
    result: ApprovalList,
  },
  /** A page of the decided requests, after `cursor` (null for the first page). Throws as the registry's list does. */
  approvalHistory: { params: z.object({ cursor: z.string().max(200).nullable() }), result: ApprovalHistoryPage },
  /** A page of the registry's audit, after entry number `after`. Fails with `not-allowed` for a user who is no auditor. */
  audit: { params: z.object({ after: z.number().int().min(0) }), result: AuditPage },
  /** The rows of the registry's tables, after the row `after` ("" for all). Fails as `audit` does. */
  auditedRows: { params: z.object({ after: z.string() }), result: AuditedRows },
  /** The signed-in user's calls at this registry that ended last. The client gets a `call` event for each later one. */
  calls: { params: noParams, result: EndedCalls },
  /** How the registry reads the user's token; null if the registry is older than the question. */
  myToken: { params: noParams, result: z.object({ reading: TokenReading.nullable() }) },
  /** The signed-in user's own use, as the registry counts it. */
  myUsage: { params: noParams, result: MyUsage },
  /** The use of a server by all users. */
  serverUsage: { params: z.object({ server: ServerName }), result: ServerUsage },
  /** Why the signed-in user, or for operators `user`, may or may not use a server or tool. Fails with the registry's words. */
  why: {
    params: z.object({
      server: ServerName,
      tool: z.string().optional(),
      user: z.string().optional(),
      surface: Surface.optional(),
    }),
    result: WhyAnswer,
  },
  /** Tells the owner of a server that a denial surprises the user, or that they need access. Fails with the registry's words. */
  reportAccess: { params: NewAccessReport, result: ReportReceipt },
  toolInputs: { params: z.object({ server: ServerName }), result: ToolInputs },
  /** Answers, then ends the broker. */
  shutdown: { params: noParams, result: z.object({}) },
} as const satisfies Readonly<Record<string, { readonly params: z.ZodType; readonly result: z.ZodType }>>;

export type ControlMethod = keyof typeof controlMethods;
/** What the handler of a method gets. */
export type ControlParams = { [M in ControlMethod]: z.output<(typeof controlMethods)[M]["params"]> };
/** What the client of a method gets. */
export type ControlResult = { [M in ControlMethod]: z.output<(typeof controlMethods)[M]["result"]> };

/** One handler for each method. `Client` is what the broker knows of the client that sent the request. */
export type ControlHandlers<Client> = {
  readonly [M in ControlMethod]: (
    params: ControlParams[M],
    client: Client,
  ) => ControlResult[M] | Promise<ControlResult[M]>;
};

/** The same table, typed so that a row can be used with a handler or a caller of the same method. */
export const controlRows: {
  readonly [M in ControlMethod]: {
    readonly params: z.ZodType<ControlParams[M]>;
    readonly result: z.ZodType<ControlResult[M]>;
  };
} = controlMethods;

/** A request as it is sent. `params` is read by the method's own schema. */
export const ControlRequest = z.object({
  id: z.number().int(),
  method: z.custom<ControlMethod>((name) => typeof name === "string" && Object.hasOwn(controlMethods, name)),
  params: z.unknown().optional(),
});
