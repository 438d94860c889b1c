/**
 * Pairings of editors, from the editor's ask and the person's Allow to their end. The id of a pairing is useless
 * without its key: a caller that names an id must prove that it holds the key. Each step that gives or removes power is
 * in the audit.
 */

import type { PairingAnswer, PairingAsk, PairingBegun } from "@drawbridge/contracts/pairing";
import type { Identified } from "../approvals/may-decide.ts";
import type { Database } from "../database.ts";
import type { IdentityTokens } from "../inbox/identity-tokens.ts";
import type { Turn } from "../request-shares.ts";
import type { RowSeals } from "../row-seals.ts";
import type { Deciding } from "../settings.ts";
import { allowEditor } from "./allow-editor.ts";
import type { DecisionTokens } from "./decision-tokens.ts";
import { editorToken } from "./editor-token.ts";
import type { AllowRefusal, Pairing } from "./pairing.ts";
import { pairingAsks } from "./pairing-asks.ts";
import { pairingEnds } from "./pairing-ends.ts";
import { pairingRows } from "./pairing-rows.ts";

export interface Asker {
  /** The thumbprint of its key (RFC 7638). */
  readonly thumbprint: string;
  /** The network address of the request. */
  readonly address: string;
}

/** The person who allows the editor, in a session of the inbox. The caller has checked that the sign-in is fresh. */
export interface Allower {
  readonly person: Identified;
  /** The person's tokens from the identity provider (identity-tokens.ts). */
  readonly tokens: string;
}

export interface Pairings {
  /** If the maximum number of asks waits already, the new ask replaces another one. So new asks are never refused. */
  begin(ask: PairingAsk, asker: Asker): Promise<PairingBegun>;
  /** Null if there is no such pairing. */
  find(id: string): Promise<Pairing | null>;
  /** Records that a signed-in person opened it. It then keeps its place before asks that no person has opened. */
  opened(id: string): Promise<void>;
  /** The person types the code and allows; null if this succeeded. */
  allow(id: string, code: string, by: Allower): Promise<AllowRefusal | null>;
  /** The person refuses, before the pairing is allowed. */
  refuse(id: string): Promise<void>;
  /** Stores the identity provider's answer for the broker until the editor asks for it. */
  answered(id: string, answer: string): Promise<boolean>;
  /**
   * For the holder of the key: whether it waits, or a token with the person's current groups. Null if the pairing is
   * not the caller's. It calls the identity provider outside of any turn, and does the rest in the person's turn.
   */
  token(id: string, thumbprint: string, turn: Pick<Turn, "ofUser" | "end">): Promise<PairingAnswer | null>;
  /** The valid pairings of a person, the newest first. */
  list(person: Identified): Promise<readonly Pairing[]>;
  /** The person ends one of their pairings. */
  revoke(id: string, person: Identified): Promise<boolean>;
  /** The editor signs out. */
  signOut(id: string, thumbprint: string): Promise<boolean>;
}

export function pairings(
  database: Database,
  { url, deciding, seals }: { readonly url: string; readonly deciding: Deciding; readonly seals: RowSeals },
  { identityTokens, tokens }: { readonly identityTokens: IdentityTokens; readonly tokens: DecisionTokens },
  now: () => Date = () => new Date(),
): Pairings {
  const rows = pairingRows(database, seals, now);
  return {
    find: rows.find,
    ...pairingAsks(database, url, now),
    ...allowEditor(database, { rows, deciding, seals }, now),
    token: editorToken({ rows, identityTokens, tokens }, now),
    ...pairingEnds(database, rows, now),
  };
}
