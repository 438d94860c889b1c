/**
 * The calls that were answered as pending, so that a repeated call gets the outcome. The server answers a repeated call
 * with its open request. A rejected request is no longer open, so the server would ask a person again.
 */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../kernel/json.ts";

export interface CallIdentity {
  readonly server: string;
  readonly tool: string;
  readonly args: JsonObject;
}

interface PendingCall extends CallIdentity {
  readonly id: string;
}

/** How many calls are remembered. Older ones are forgotten, and a person is asked again. */
const maxCalls = 200;

export class PendingCalls {
  #calls: PendingCall[] = [];

  /** Notes that this call was answered as pending, with this request. */
  add(call: CallIdentity, id: string): void {
    this.#calls = [...this.#calls.filter((each) => each.id !== id), { ...call, id }].slice(-maxCalls);
  }

  /** The request of an equal call. It is returned once, because the caller that takes it reports the outcome. */
  take({ server, tool, args }: CallIdentity): string | null {
    const call = this.#calls.find(
      (each) => each.server === server && each.tool === tool && isDeepStrictEqual(each.args, args),
    );
    if (!call) return null;
    this.#calls = this.#calls.filter((each) => each !== call);
    return call.id;
  }

  forget(): void {
    this.#calls = [];
  }
}
