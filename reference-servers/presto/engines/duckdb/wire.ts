/**
 * What the server and its engine process say to each other over Node's IPC. Both ends are this one program: a question
 * is what its type says, and only what comes out of the engine is parsed.
 */
import { codesOf } from "@drawbridge/contracts/errors";
import { z } from "zod";
import type { Cost } from "../../budget.ts";
import { sqlErrors } from "../../errors.ts";
import type { RelationName } from "../../sql/object-name.ts";
import type { Change } from "../../sql/verdict.ts";
import type { PlannedChange } from "../engine.ts";

export type Question =
  | { readonly op: "ready" }
  | { readonly op: "estimate"; readonly sql: string }
  /** Starts a statement; answered with its columns. Past ten times `price` it ends; null sets no such limit. */
  | { readonly op: "execute"; readonly sql: string; readonly price: Cost | null }
  /** The next batch of what question `execution` started; null after the last. */
  | { readonly op: "next"; readonly execution: number }
  /** For a process that was started to change a copy: what the change would do, and making it. */
  | { readonly op: "plan-change"; readonly change: Change; readonly fileVersion: string }
  | {
      readonly op: "make-change";
      readonly change: Change;
      readonly fileVersion: string;
      readonly planned: PlannedChange;
    }
  | { readonly op: "find-tables"; readonly pattern: string }
  | { readonly op: "describe-table"; readonly name: RelationName }
  /** Where names that leave parts out are looked up. */
  | { readonly op: "defaults" }
  /** What names mean in the catalogue. */
  | { readonly op: "look-up"; readonly names: readonly RelationName[] };

export type ToEngine =
  | { readonly id: number; readonly question: Question }
  /** Stop working on that question, and end the execution it started. */
  | { readonly abort: number };

/** Why an engine process ends itself. */
export const Ending = z.enum(["out-of-memory", "out-of-space", "stuck"]);
export type Ending = z.infer<typeof Ending>;

export const FromEngine = z.union([
  z.object({
    id: z.number(),
    error: z.object({ code: z.enum(codesOf(sqlErrors)), message: z.string(), next: z.string() }),
  }),
  // behind the error: an unknown value may be absent
  z.object({ id: z.number(), value: z.unknown() }),
  z.object({ opened: z.literal(true) }),
  z.object({ refused: z.string() }),
  z.object({ progress: z.string() }),
  z.object({ ending: Ending }),
]);
export type FromEngine = z.infer<typeof FromEngine>;
