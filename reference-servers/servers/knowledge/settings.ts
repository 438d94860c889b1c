/** The settings that the Knowledge server reads from its environment, in addition to those of every server. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readVariables } from "@drawbridge/framework";
import { z } from "zod";
import { type Source, Sources } from "./sources/source.ts";

const Variables = z.object({
  DATABASE_URL: z.string().min(1),
  /** The list of sources as JSON, or the path of a file with it. Folders in a file are relative to that file. */
  KNOWLEDGE_SOURCES: z.string().default("[]"),
  KNOWLEDGE_REFRESH_SECONDS: z.coerce.number().positive().default(60),
});

export interface KnowledgeSettings {
  readonly databaseUrl: string;
  readonly sources: readonly Source[];
  /** Interval (ms) at which folders are checked for changes. */
  readonly refreshIntervalMs: number;
}

/** Throws as readVariables does, and says what is wrong with a source. */
export function readKnowledgeSettings(environment: NodeJS.ProcessEnv): KnowledgeSettings {
  const { DATABASE_URL, KNOWLEDGE_SOURCES, KNOWLEDGE_REFRESH_SECONDS } = readVariables(
    "The Knowledge server",
    Variables,
    environment,
  );
  return {
    databaseUrl: DATABASE_URL,
    sources: readSources(KNOWLEDGE_SOURCES),
    refreshIntervalMs: KNOWLEDGE_REFRESH_SECONDS * 1000,
  };
}

function readSources(value: string): readonly Source[] {
  const inline = value.trimStart().startsWith("[");
  const base = inline ? process.cwd() : dirname(resolve(value));
  try {
    const sources = Sources.parse(JSON.parse(inline ? value : readFileSync(value, "utf8")));
    return sources.map((source) =>
      source.kind === "notes" ? source : { ...source, folder: resolve(base, source.folder) },
    );
  } catch (cause) {
    const problem = cause instanceof z.ZodError ? z.prettifyError(cause) : "it is not valid JSON";
    throw new Error(
      `KNOWLEDGE_SOURCES is invalid: ${problem}. Set it to a JSON list or to the path of a file with one.`,
      { cause },
    );
  }
}
