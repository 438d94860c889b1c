/**
 * The settings that a legacy session keeps for its whole life: the log level and the watched resources. A session that
 * replaces a lost one gets them again, so that the host notices nothing.
 */

import { isObject, type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";

/** Sends a request whose answer does not matter. Resolves when the answer has come. */
export type Tell = (method: string, params: JsonObject) => Promise<void>;

export class SessionSettings {
  #level: string | null = null;
  #watched: ReadonlySet<string> = new Set();

  /** Notes a request of a legacy host that changes a setting. */
  noted(method: string, params: JsonObject): void {
    const uri = stringAt(params, "uri");
    if (method === methods.setLogLevel) this.#level = stringAt(params, "level") ?? null;
    else if (method === methods.subscribeToResource && uri !== undefined)
      this.#watched = new Set([...this.#watched, uri]);
    else if (method === methods.unsubscribeFromResource)
      this.#watched = new Set([...this.#watched].filter((each) => each !== uri));
  }

  /** Sets the level that a modern host's request asks for, if it differs from the current one. */
  async log(level: string | null, capabilities: JsonObject, tell: Tell): Promise<void> {
    if (level === null || level === this.#level) return;
    this.#level = level;
    if (isObject(capabilities.logging)) await tell(methods.setLogLevel, { level });
  }

  /** Watches the resources that a modern host wants now. */
  watch(uris: readonly string[], capabilities: JsonObject, tell: Tell): void {
    const before = this.#watched;
    this.#watched = new Set(uris);
    if (objectAt(capabilities, "resources").subscribe !== true) return;
    for (const uri of this.#watched) if (!before.has(uri)) void tell(methods.subscribeToResource, { uri });
    for (const uri of before) if (!this.#watched.has(uri)) void tell(methods.unsubscribeFromResource, { uri });
  }

  /** Sends all settings to a new session. */
  async restore(capabilities: JsonObject, tell: Tell): Promise<void> {
    const [level, watched] = [this.#level, [...this.#watched]];
    this.#level = null;
    this.#watched = new Set();
    await this.log(level, capabilities, tell);
    this.watch(watched, capabilities, tell);
  }
}
