/** What a direction's table says about one message. */
import type { JsonObject } from "../../kernel/json.ts";

export type Treatment =
  /** The bytes are passed on unchanged. */
  | { readonly kind: "pass" }
  | { readonly kind: "send"; readonly message: JsonObject }
  /** Answered here, because the other era has no such request. */
  | { readonly kind: "answer"; readonly result: JsonObject }
  /** The other era has no such notification, or needs none. */
  | { readonly kind: "drop" };

export const pass: Treatment = { kind: "pass" };
export const drop: Treatment = { kind: "drop" };
export const answer = (result: JsonObject): Treatment => ({ kind: "answer", result });
export const send = (message: JsonObject): Treatment => ({ kind: "send", message });
