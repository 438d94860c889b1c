/**
 * The messages between the server and its engine process over Node's IPC. Both ends are the same program, so questions
 * are not validated; only messages from the engine are parsed.
 */
import { codesOf } from "@drawbridge/contracts/errors";
import { z } from "zod";
import type { Cost } from "../../../budget.ts";
import { sqlErrors } from "../../../errors.ts";
import type { RelationName } from "../../../sql/object-name.ts";
import type { Change } from "../../../sql/verdict.ts";
import type { PlannedChange } from "../../engine.ts";

export type Question =
  | { readonly op: "ready" }
  | { readonly op: "estimate"; readonly sql: string }
  /** Starts a statement; the answer is its columns. It ends at ten times `price`; null means no such limit. */
  | { readonly op: "execute"; readonly sql: string; readonly price: Cost | null }
  /** The next batch of the statement that question `execution` started; null after the last one. */
  | { readonly op: "next"; readonly execution: number }
  /** Plans a change; only for a process that was started to change a copy. */
  | { readonly op: "plan-change"; readonly change: Change; readonly fileVersion: string }
  | {
      readonly op: "make-change";
      readonly change: Change;
      readonly fileVersion: string;
      readonly planned: PlannedChange;
    }
  | { readonly op: "find-tables"; readonly pattern: string }
  | { readonly op: "describe-table"; readonly name: RelationName }
  /** The catalog and schema for names that omit them. */
  | { readonly op: "defaults" }
  /** The definitions of names in the catalogue. */
  | { readonly op: "look-up"; readonly names: readonly RelationName[] };

export type ToEngine =
  | { readonly kind: "question"; readonly id: number; readonly question: Question }
  /** Stops that question, and ends the execution that it started. */
  | { readonly kind: "abort"; readonly id: number };

/** Why an engine process ends itself. */
export const Ending = z.enum(["out-of-memory", "out-of-space", "stuck"]);
export type Ending = z.infer<typeof Ending>;

export const FromEngine = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("value"), id: z.number(), value: z.unknown() }),
  z.object({
    kind: z.literal("error"),
    id: z.number(),
    error: z.object({ code: z.enum(codesOf(sqlErrors)), message: z.string(), next: z.string() }),
  }),
  z.object({ kind: z.literal("opened") }),
  /** The file cannot be opened. */
  z.object({ kind: z.literal("refused"), why: z.string() }),
  z.object({ kind: z.literal("progress"), message: z.string() }),
  z.object({ kind: z.literal("ending"), ending: Ending }),
]);
export type FromEngine = z.infer<typeof FromEngine>;
