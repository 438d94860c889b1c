/** What a step gives that may fail for a reason that its caller passes on: a value, or the failure. */
import type { Failure } from "./failure.ts";

export interface Failed {
  readonly kind: "failure";
  readonly failure: Failure;
}

export type Result<Value> = { readonly kind: "value"; readonly value: Value } | Failed;

export const valued = <Value>(value: Value): Result<Value> => ({ kind: "value", value });

export const failed = (failure: Failure): Failed => ({ kind: "failure", failure });
