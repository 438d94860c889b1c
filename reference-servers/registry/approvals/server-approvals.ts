/**
 * Approvals as servers use them: a request from the ask to the outcome, in one database that several registries may
 * share. state-machine.ts and dedupe.ts decide; this file carries out the decisions.
 */

import {
  type ApprovalAsk,
  type ApprovalTicket,
  type Consume,
  type ConsumeRefusal,
  grantIssuer,
  type RunOutcome,
} from "@drawbridge/contracts/approvals";
import type { RunningState } from "@drawbridge/contracts/approvals/states";
import type { Secret } from "@drawbridge/contracts/secret";
import type { JSONWebKeySet } from "jose";
import type { z } from "zod";
import type { Database } from "../database.ts";
import type { RowSeals } from "../row-seals.ts";
import type { Entry } from "../store.ts";
import { type ApprovalRecord, ticketOf } from "./approval-record.ts";
import { type ApprovalLifetimes, type Filed, fileRequest } from "./file-request.ts";
import { grantKeys } from "./grant-keys.ts";
import { mintGrant, readGrant } from "./grants.ts";
import { sealedAs, trustOf } from "./request-seal.ts";
import {
  distrustChange,
  type Judged,
  judgeConsumption,
  judgeHandle,
  judgeOutcome,
  judgeVoid,
  timeChange,
} from "./state-machine.ts";
import { findApproval, findOpen, findPassed, findRunning } from "./store.ts";
import { takeStep } from "./transition.ts";

export interface ServerApprovalsSettings {
  /** The address where people decide. */
  readonly url: string;
  readonly rootSecret: Secret;
  readonly seals: RowSeals;
  readonly times: ApprovalLifetimes;
}

/** The answer to a step. A refusal names its code and gives the reason in a sentence. */
export type Answered<Code extends string> =
  | { readonly ok: true; readonly ticket: ApprovalTicket }
  | { readonly ok: false; readonly error: Code; readonly message: string };

type FileError = Extract<Filed, { ok: false }>["why"];
type ConsumeError = z.infer<typeof ConsumeRefusal>["error"];

/**
 * What servers do with requests. A request of another server counts as absent: null. `issuer` is the one that the server
 * expects in a grant.
 */
export interface ServerApprovals {
  ask(entry: Entry, ask: ApprovalAsk, issuer: string): Promise<Answered<FileError>>;
  ticket(server: string, id: string, issuer: string): Promise<ApprovalTicket | null>;
  consume(server: string, id: string, consume: z.infer<typeof Consume>): Promise<Answered<ConsumeError>>;
  handle(server: string, id: string, handle: string): Promise<Answered<"conflict"> | null>;
  outcome(server: string, id: string, outcome: RunOutcome): Promise<Answered<"conflict"> | null>;
  void(server: string, id: string, reason: string): Promise<Answered<"conflict"> | null>;
  /** Withdraws every open request of a server that no person may use any more. */
  voidAll(server: string, reason: string): Promise<void>;
  /** Without the runs of instances that hold a lease: those account for them themselves. */
  running(server: string, state: RunningState): Promise<ApprovalTicket[]>;
  /** The public keys of grants. */
  keys(): Promise<JSONWebKeySet>;
  /** Writes what time alone has changed on requests that no server asks about. Returns how many there were. */
  sweep(): Promise<number>;
}

/** Milliseconds that a run may take before its outcome counts as unknown, regardless of what its server says. */
const maxRunMs = 24 * 60 * 60_000;
/** Requests that a server gets, or that are swept, at a time. */
const batch = 500;

export function serverApprovals(
  database: Database,
  { url, rootSecret, seals, times }: ServerApprovalsSettings,
  now: () => Date = () => new Date(),
): ServerApprovals {
  const keys = grantKeys({ database, seals }, rootSecret, times.grantMs);
  const sealed = { database, seals };
  const ticket = async (record: ApprovalRecord, issuer = grantIssuer): Promise<ApprovalTicket> =>
    ticketOf(record, url, sealedAs(record, seals) === "whole" ? await mintGrant(record, issuer, keys, now()) : null);
  /** A step that a server takes on one of its own requests. */
  const step = async <Code extends string>(
    server: string,
    id: string,
    judge: (record: ApprovalRecord) => Judged<Code>,
  ): Promise<Answered<Code> | null> => {
    const stepResult = await takeStep(sealed, { id, server }, now(), judge);
    if (stepResult === null) return null;
    return stepResult.judged.ok ? { ok: true, ticket: await ticket(stepResult.record) } : stepResult.judged;
  };

  return {
    async ask(entry, ask, issuer) {
      const filed = await fileRequest(sealed, entry, ask, times, now());
      return filed.ok
        ? { ok: true, ticket: await ticket(filed.record, issuer) }
        : { ok: false, error: filed.why, message: filed.message };
    },
    async ticket(server, id, issuer) {
      const record = await findApproval(database, id);
      if (record?.server !== server) return null;
      const trust = await trustOf(database, record, seals);
      // Withdraws it for good, once no other transaction is changing it.
      const current = trust === "whole" ? record : (await takeStep(sealed, { id }, now(), unjudged))?.record;
      return current === undefined ? null : ticket(asOf(current, now(), seals), issuer);
    },
    async consume(server, id, { grant, call, instance = null, deadline }) {
      const grantId = await readGrant(grant, { issuers: [grantIssuer, url], server, request: id }, keys, now());
      const latest = new Date(Math.min(Date.parse(deadline), now().getTime() + maxRunMs));
      const judge = (record: ApprovalRecord) =>
        judgeConsumption(record, { grantId: grantId ?? "", call, instance, deadline: latest });
      return (await step(server, id, judge)) ?? noSuchGrant;
    },
    handle: (server, id, handle) => step(server, id, (record) => judgeHandle(record, handle)),
    outcome: (server, id, outcome) => step(server, id, (record) => judgeOutcome(record, outcome)),
    void: (server, id, reason) => step(server, id, (record) => judgeVoid(record, reason, "server")),
    async voidAll(server, reason) {
      for (const id of await findOpen(database, server))
        await step(server, id, (record) => judgeVoid(record, reason, "registry"));
    },
    async running(server, state) {
      const records = await findRunning(database, server, state, batch);
      return Promise.all(records.map((record) => ticket(asOf(record, now(), seals))));
    },
    keys: () => keys.published(now()),
    async sweep() {
      const ids = await findPassed(database, now(), batch);
      for (const id of ids) await takeStep(sealed, { id }, now(), unjudged);
      return ids.length;
    },
  };
}

/** A record as its seal and the time have made it, whether this is stored or not. */
export function asOf(record: ApprovalRecord, now: Date, seals: RowSeals): ApprovalRecord {
  return { ...record, ...(distrustChange(record, sealedAs(record, seals)) ?? timeChange(record, now))?.to };
}

/** Applies only what the seal and the time change. */
const unjudged = () => ({ ok: true, change: null }) as const;

const noSuchGrant = { ok: false, error: "no-such-grant", message: "There is no such grant for this request." } as const;
