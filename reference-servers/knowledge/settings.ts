/** What the Knowledge server reads from its environment beside what every server does. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type Source, Sources } from "./sources/source.ts";

const Variables = z.object({
  DATABASE_URL: z.string().min(1),
  /** The list of sources as JSON, or a file that holds it; folders in a file are told from where it lies. */
  KNOWLEDGE_SOURCES: z.string().default("[]"),
  KNOWLEDGE_REFRESH_SECONDS: z.coerce.number().positive().default(60),
});

export interface KnowledgeSettings {
  readonly databaseUrl: string;
  readonly sources: readonly Source[];
  /** How often (ms) folders are looked through for changes. */
  readonly refreshMs: number;
}

/** Throws with the names of variables that hold nonsense, and what is wrong with a source, never with other values. */
export function readKnowledgeSettings(environment: NodeJS.ProcessEnv): KnowledgeSettings {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Variables.safeParse(present);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    throw new Error(`These environment variables are missing or wrong: ${[...names].join(", ")}.`);
  }
  const { DATABASE_URL, KNOWLEDGE_SOURCES, KNOWLEDGE_REFRESH_SECONDS } = parsed.data;
  return {
    databaseUrl: DATABASE_URL,
    sources: readSources(KNOWLEDGE_SOURCES),
    refreshMs: KNOWLEDGE_REFRESH_SECONDS * 1000,
  };
}

function readSources(said: string): readonly Source[] {
  const inline = said.trimStart().startsWith("[");
  const base = inline ? process.cwd() : dirname(resolve(said));
  try {
    const sources = Sources.parse(JSON.parse(inline ? said : readFileSync(said, "utf8")));
    return sources.map((source) =>
      source.kind === "notes" ? source : { ...source, folder: resolve(base, source.folder) },
    );
  } catch (cause) {
    const problem = cause instanceof z.ZodError ? z.prettifyError(cause) : "it is no readable JSON";
    throw new Error(`KNOWLEDGE_SOURCES is not usable: ${problem}. It is a JSON list or a file with one.`, { cause });
  }
}
