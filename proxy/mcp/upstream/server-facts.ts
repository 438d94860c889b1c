/**
 * What the broker last learned of one server: the era it speaks, its description of itself, its tools. All bridges of
 * the server share it. The catalogue file keeps it when the broker ends, so that agents get answers before any server
 * does.
 */
import { z } from "zod";
import { isObject, type JsonObject, objectAt } from "../../kernel/json.ts";
import type { Facts } from "../eras/handshake.ts";

const Members = z.record(z.string(), z.unknown());

/** The form in the catalogue file. */
export const StoredServerFacts = z.object({
  facts: z
    .object({
      era: z.enum(["legacy", "modern"]),
      capabilities: Members,
      serverInfo: Members,
      instructions: z.string().optional(),
    })
    .nullable(),
  tools: z.array(Members).nullable(),
});
export type StoredServerFacts = z.infer<typeof StoredServerFacts>;

export interface ToolList {
  readonly tools: readonly JsonObject[];
  /** The array as JSON text. */
  readonly text: string;
  /** Increases with every change. */
  readonly version: number;
}

/** How long (ms) a list is used without reading it again, if the server does not say. */
const defaultFreshnessMs = 30_000;

export class ServerFactsCache {
  #facts: Facts | null;
  #list: ToolList | null = null;
  /** Until when the list need not be read again, in milliseconds since 1970. */
  #freshUntil = 0;
  #announced = false;
  readonly #changed: () => void;
  readonly #listeners = new Set<() => void>();

  /** `changed` is called after each change that is worth storing. */
  constructor(stored: StoredServerFacts | null, changed: () => void) {
    this.#facts = stored?.facts ?? null;
    if (stored?.tools) this.#list = { tools: stored.tools, text: JSON.stringify(stored.tools), version: 1 };
    this.#changed = changed;
  }

  get facts(): Facts | null {
    return this.#facts;
  }

  get tools(): ToolList | null {
    return this.#list;
  }

  /** Whether the server itself said that its list changed. Then the old list must not be returned. */
  get outdated(): boolean {
    return this.#announced;
  }

  isFresh(now: number): boolean {
    return now < this.#freshUntil;
  }

  stored(): StoredServerFacts {
    return { facts: this.#facts, tools: this.#list ? [...this.#list.tools] : null };
  }

  setFacts(facts: Facts): void {
    if (JSON.stringify(facts) === JSON.stringify(this.#facts)) return;
    this.#facts = facts;
    this.#changed();
  }

  /** Call it when another user has signed in, because they may not see what the earlier user could see. */
  forget(): void {
    const had = this.#list !== null;
    this.#facts = null;
    this.#list = null;
    this.#freshUntil = 0;
    for (const listener of had ? this.#listeners : []) listener();
  }

  /** Takes a whole list. Notifies the listeners if it differs from the one before. */
  setTools(tools: readonly JsonObject[], ttlMs: unknown, now: number): void {
    this.#freshUntil = now + (typeof ttlMs === "number" && ttlMs >= 0 ? ttlMs : defaultFreshnessMs);
    this.#announced = false;
    const text = JSON.stringify(tools);
    if (text === this.#list?.text) return;
    this.#list = { tools, text, version: (this.#list?.version ?? 0) + 1 };
    this.#changed();
    for (const listener of this.#listeners) listener();
  }

  /** Call it when the server has announced a change. */
  toolsChanged(): void {
    this.#announced = true;
    this.#freshUntil = 0;
  }

  onTools(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tool(name: string): JsonObject | null {
    return this.#list?.tools.find((tool) => tool.name === name) ?? null;
  }

  /** Whether the server itself marks a tool as read-only. */
  marksReadOnly(name: string): boolean {
    const tool = this.tool(name);
    return tool !== null && objectAt(tool, "annotations").readOnlyHint === true;
  }
}

/** The tools in a `tools/list` result; null if it has no such list. */
export function toolsIn(result: JsonObject): readonly JsonObject[] | null {
  return Array.isArray(result.tools) ? result.tools.filter(isObject) : null;
}
