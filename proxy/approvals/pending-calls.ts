/**
 * Which calls an agent was told are pending, so that a repeated one hears how it ended. The server answers a repeated
 * call by the request that still stands; a rejected one stands no more, and would be asked anew.
 */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../kernel/json.ts";

export interface CallIdentity {
  readonly server: string;
  readonly tool: string;
  readonly args: JsonObject;
}

interface Told extends CallIdentity {
  readonly id: string;
}

/** Beyond this many the oldest are forgotten, and asked anew. */
const most = 200;

export class PendingCalls {
  #told: Told[] = [];

  /** An agent was told that this call is pending by this request. */
  tell(call: CallIdentity, id: string): void {
    this.#told = [...this.#told.filter((each) => each.id !== id), { ...call, id }].slice(-most);
  }

  /** The request of an equal call, once: whoever takes it tells how it ended. */
  take({ server, tool, args }: CallIdentity): string | null {
    const found = this.#told.find(
      (each) => each.server === server && each.tool === tool && isDeepStrictEqual(each.args, args),
    );
    if (!found) return null;
    this.#told = this.#told.filter((each) => each !== found);
    return found.id;
  }

  forget(): void {
    this.#told = [];
  }
}
