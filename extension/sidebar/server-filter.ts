/** Which servers and tools the words of the filter find. Pure. */
import type { MyServer } from "@drawbridge/contracts/registry";

export interface Hit {
  readonly server: MyServer;
  /**
   * The tools that hold all words which the server's own texts lack, or if none does, some of them. Empty if the server's
   * own texts hold all words.
   */
  readonly tools: ReadonlySet<string>;
}

/** The words that the person typed, in lower case. */
export const wordsOf = (filter: string): readonly string[] =>
  filter
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");

/** Null if the server is not found: each word has to occur in one of the texts of the server or of its tools. */
export function hitOf(server: MyServer, words: readonly string[]): Hit | null {
  const { name, title, description, owner, tools } = server;
  const own = [name, title, description, owner].join(" ").toLocaleLowerCase();
  const missing = words.filter((word) => !own.includes(word));
  if (missing.length === 0) return { server, tools: new Set() };
  const texts = tools.map((tool) => `${tool.name} ${tool.title}`.toLocaleLowerCase());
  if (!missing.every((word) => texts.some((text) => text.includes(word)))) return null;
  const every = tools.filter((_, at) => missing.every((word) => texts[at]?.includes(word)));
  const found = every.length > 0 ? every : tools.filter((_, at) => missing.some((word) => texts[at]?.includes(word)));
  return { server, tools: new Set(found.map((tool) => tool.name)) };
}
