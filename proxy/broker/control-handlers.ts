/** The broker's handler of each control method (contracts/control-methods.ts). */
import type { ApprovalWaiter } from "../approvals/approval-waiter.ts";
import type { RegistryReads } from "../approvals/registry-reads.ts";
import type { BrokerStatus } from "../contracts/control.ts";
import type { ControlHandlers } from "../contracts/control-methods.ts";
import type { Session } from "../contracts/session.ts";
import type { CallLog } from "./call-log.ts";
import type { CatalogueSource } from "./catalogue.ts";
import type { CatalogueFile } from "./catalogue-file.ts";
import { lastCalls, toolInputsOf } from "./control-records.ts";
import type { ControlClient } from "./control-server.ts";
import type { Windows } from "./editor-windows.ts";
import { sessionAccount } from "./session-account.ts";

/** How long (ms) a page of the history may take. */
const historyTimeoutMs = 10_000;

export interface ControlHandlerParts {
  readonly session: Session;
  readonly catalogue: CatalogueSource;
  readonly catalogueFile: CatalogueFile;
  readonly approvals: ApprovalWaiter;
  readonly windows: Windows;
  readonly reads: RegistryReads;
  readonly log: CallLog;
  status(): BrokerStatus;
  /**
   * Reads the network settings again, because a sign-in from a terminal stores the settings with which it succeeded.
   */
  readNetwork(): Promise<void>;
  /** Ends the broker. */
  close(): void;
}

export const controlHandlers = (parts: ControlHandlerParts): ControlHandlers<ControlClient> => ({
  status: () => parts.status(),
  servers: async () => {
    await parts.catalogue.refresh();
    return parts.catalogue.current;
  },
  signIn: async ({ wellKnown, tokens, issuer }) => {
    await parts.readNetwork();
    await parts.session.signIn(wellKnown, tokens, issuer);
    await parts.catalogue.refresh();
    return parts.status();
  },
  signOut: async () => {
    await parts.session.signOut();
    return parts.status();
  },
  approvals: (params, client) => {
    parts.windows.follow(client, params?.folders ?? []);
    return parts.approvals.list();
  },
  approvalHistory: ({ cursor }) => parts.reads.page("recent", cursor, AbortSignal.timeout(historyTimeoutMs)),
  audit: ({ after }) => parts.reads.audit(after),
  auditedRows: ({ after }) => parts.reads.auditedRows(after),
  calls: async () => lastCalls(await parts.log.lines(), sessionAccount(parts.session)),
  myToken: async () => ({ reading: await parts.reads.myToken() }),
  myUsage: () => parts.reads.myUsage(),
  serverUsage: ({ server }) => parts.reads.serverUsage(server),
  reportAccess: (report) => parts.reads.reportAccess(report),
  why: (question) => parts.reads.why(question),
  toolInputs: ({ server }) => toolInputsOf(parts.catalogueFile.of(server)),
  shutdown: () => {
    // Send the answer first.
    setImmediate(() => parts.close());
    return {};
  },
});
