/**
 * What a legacy session was told once and holds for its whole life: the log level and the watched resources. A session
 * that takes the place of a lost one is told again, so that the host notices nothing.
 */
import { isObject, type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";

/** A request whose answer says nothing; resolves when it came. */
export type Tell = (method: string, params: JsonObject) => Promise<void>;

export class SessionSettings {
  #level: string | null = null;
  #watched: ReadonlySet<string> = new Set();

  /** Notes what a legacy host said itself. */
  noted(method: string, params: JsonObject): void {
    const uri = stringAt(params, "uri");
    if (method === "logging/setLevel") this.#level = stringAt(params, "level") ?? null;
    else if (method === "resources/subscribe" && uri !== undefined) this.#watched = new Set([...this.#watched, uri]);
    else if (method === "resources/unsubscribe")
      this.#watched = new Set([...this.#watched].filter((each) => each !== uri));
  }

  /** The level that a modern host's request asks for; told where it is another than before. */
  async log(level: string | null, capabilities: JsonObject, tell: Tell): Promise<void> {
    if (level === null || level === this.#level) return;
    this.#level = level;
    if (isObject(capabilities.logging)) await tell("logging/setLevel", { level });
  }

  /** The resources that a modern host watches now. */
  watch(uris: readonly string[], capabilities: JsonObject, tell: Tell): void {
    const before = this.#watched;
    this.#watched = new Set(uris);
    if (objectAt(capabilities, "resources").subscribe !== true) return;
    for (const uri of this.#watched) if (!before.has(uri)) void tell("resources/subscribe", { uri });
    for (const uri of before) if (!this.#watched.has(uri)) void tell("resources/unsubscribe", { uri });
  }

  /** Tells a new session all of it. */
  async restore(capabilities: JsonObject, tell: Tell): Promise<void> {
    const [level, watched] = [this.#level, [...this.#watched]];
    this.#level = null;
    this.#watched = new Set();
    await this.log(level, capabilities, tell);
    this.watch(watched, capabilities, tell);
  }
}
