/**
 * The audit on the wire: what happened, in order. A hash binds each entry to the one before it, so that a reader who
 * remembers one head notices when an earlier entry was changed, removed or inserted.
 */
import { createHash } from "node:crypto";
import { z } from "zod";

export const AuditKind = z.enum([
  "requested",
  "approved",
  "rejected",
  "expired",
  "void",
  "consumed",
  "handle",
  "succeeded",
  "failed",
  "outcome-unknown",
  "scope-approved",
  "scope-revoked",
  "approvers-changed",
  /** A review of a version of a server; what a server may do from now on. */
  "server-reviewed",
  "policy-changed",
  /** An owner or an operator changed who reaches a server at all. */
  "access-changed",
  "passkey-added",
  "passkey-removed",
  "passkeys-reset",
  /**
   * A person let an editor decide; the editor took its first token; a person ended the pairing, or the editor signed out.
   */
  "editor-paired",
  "editor-first-token",
  "editor-revoked",
  "people-mapped",
]);
export type AuditKind = z.infer<typeof AuditKind>;

/** What an entry's text says. `previous` is the hash of the entry before, or `auditOrigin` for the first. */
export const AuditEvent = z.object({
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
  kind: AuditKind,
  /** Who, what, and with which client; it depends on the kind. */
  body: z.record(z.string(), z.unknown()),
  previous: z.string(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** An entry as it is stored: the canonical JSON (RFC 8785) of its AuditEvent, and the hash of exactly this text. */
export const AuditEntry = z.object({ text: z.string(), hash: z.string() });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Answer of the route `readAudit`: entries, the oldest first. */
export const AuditPage = z.object({
  entries: z.array(AuditEntry),
  /** Whether there are entries after these. */
  more: z.boolean(),
  /** Names for people to read, by the ids in these entries, as they are known now. The audit itself holds only ids. */
  names: z.record(z.string(), z.string()).optional(),
});
export type AuditPage = z.infer<typeof AuditPage>;

/** The value of `previous` in the first entry. */
export const auditOrigin = "drawbridge-audit-1";

/** SHA-256 of an entry's text, as base64url. */
export const auditHash = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** A request as the registry's table has it now, to compare with its entries. */
export const AuditedRequest = z.object({
  id: z.string(),
  server: z.string(),
  tool: z.string(),
  user: z.string(),
  digest: z.string(),
  shown: z.string(),
  policyVersion: z.string(),
  state: z.string(),
  decidedBy: z.string().nullable(),
  grant: z.string().nullable(),
  scope: z.string().nullable(),
  call: z.string().nullable(),
  /** Whether the row is what the registry sealed; `absent` for a row that is older than the seals. */
  seal: z.enum(["whole", "absent", "broken"]),
});
export type AuditedRequest = z.infer<typeof AuditedRequest>;

export const AuditedScope = z.object({
  id: z.string(),
  user: z.string(),
  server: z.string(),
  tool: z.string(),
  condition: z.string(),
  approvedBy: z.string(),
  uses: z.number().int(),
  revoked: z.boolean(),
  seal: AuditedRequest.shape.seal,
});
export type AuditedScope = z.infer<typeof AuditedScope>;

/**
 * Answer of the route `readAuditedRows`: what the tables hold, as of entry `upTo`, in ascending order of id. The first
 * page also has all standing approvals.
 */
export const AuditedRows = z.object({
  upTo: z.number().int().min(0),
  requests: z.array(AuditedRequest),
  scopes: z.array(AuditedScope),
  more: z.boolean(),
});
export type AuditedRows = z.infer<typeof AuditedRows>;
