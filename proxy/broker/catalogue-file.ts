/**
 * The catalogue file holds what the broker knew when it ended, so that the next broker can answer at once. It holds the
 * data of one user only.
 */

import { readIfThere, writeAtomically } from "@drawbridge/contracts/atomic-file";
import { MyServer } from "@drawbridge/contracts/registry";
import { z } from "zod";
import { ServerFactsCache, StoredServerFacts } from "../mcp/upstream/server-facts.ts";

const File = z.object({
  user: z.string().nullable(),
  /** The registry that the catalogue is from. A file of an older version leaves it out; it is the next one's then. */
  registry: z.string().nullable().default(null),
  asOf: z.iso.datetime().nullable(),
  servers: z.array(MyServer),
  known: z.record(z.string(), StoredServerFacts),
});
type File = z.infer<typeof File>;

const empty: File = { user: null, registry: null, asOf: null, servers: [], known: {} };
/** Changes that come within this time (ms) are written together. */
const writeDelayMs = 250;

export class CatalogueFile {
  readonly #path: string;
  readonly #complain: (message: string) => void;
  readonly #serverFacts = new Map<string, ServerFactsCache>();
  #file: File;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, file: File, complain: (message: string) => void) {
    this.#path = path;
    this.#file = file;
    this.#complain = complain;
  }

  /** Reads the file. A missing or damaged file counts as empty. */
  static async open(path: string, complain: (message: string) => void): Promise<CatalogueFile> {
    return new CatalogueFile(path, await readFileAt(path).catch(() => empty), complain);
  }

  get servers(): readonly MyServer[] {
    return this.#file.servers;
  }

  get asOf(): string | null {
    return this.#file.asOf;
  }

  /**
   * Call it with the signed-in user and their registry. If either is another than before, the file's content is dropped,
   * so that a user sees nothing of another user's or of another registry's. Returns whether it was dropped.
   */
  belongsTo(user: string, registry: string | null): boolean {
    if (this.#file.user === user && (this.#file.registry ?? registry) === registry) {
      this.#file = { ...this.#file, registry };
      return false;
    }
    this.#file = { ...empty, user, registry };
    for (const serverFacts of this.#serverFacts.values()) serverFacts.forget();
    this.#changed();
    return true;
  }

  setServers(servers: readonly MyServer[], asOf: string): void {
    this.#file = { ...this.#file, servers: [...servers], asOf };
    this.#changed();
  }

  /** The facts that are known of a server of the registry. */
  of(server: string): ServerFactsCache {
    const open = this.#serverFacts.get(server);
    if (open) return open;
    const serverFacts = new ServerFactsCache(this.#file.known[server] ?? null, () => {
      const facts = { ...this.#file.known, [server]: serverFacts.stored() };
      this.#file = { ...this.#file, known: facts };
      this.#changed();
    });
    this.#serverFacts.set(server, serverFacts);
    return serverFacts;
  }

  /** Writes what is not yet written, and then nothing more, because the file then belongs to the next broker. */
  async close(): Promise<void> {
    await this.flush();
    this.#closed = true;
  }

  #changed(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => void this.flush(), writeDelayMs);
    this.#timer.unref();
  }

  /** Writes what is not yet written. */
  async flush(): Promise<void> {
    if (!this.#timer) return this.#writing;
    clearTimeout(this.#timer);
    this.#timer = null;
    const text = `${JSON.stringify(this.#file)}\n`;
    this.#writing = this.#writing
      .then(() => writeAtomically(this.#path, text))
      .catch((error: unknown) => this.#complain(`The catalogue cannot be kept: ${String(error)}.`));
    return this.#writing;
  }
}

async function readFileAt(path: string): Promise<File> {
  const text = await readIfThere(path);
  return text === null ? empty : File.parse(JSON.parse(text));
}
