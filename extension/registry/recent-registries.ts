/** The registries that a sign-in or a choice used last, the latest first. They are addresses, and no secret. */
import { z } from "zod";

/** Where the editor keeps them, for all windows of this machine. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const key = "recentRegistries";
const maxRecent = 6;
const Stored = z.array(z.url()).max(50).catch([]);

export class RecentRegistries {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  get all(): readonly string[] {
    return Stored.parse(this.#memory.get(key) ?? []);
  }

  async use(registry: string): Promise<void> {
    await this.#memory.update(key, [registry, ...this.all.filter((each) => each !== registry)].slice(0, maxRecent));
  }
}
