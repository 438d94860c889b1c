/** The settings that the Knowledge server reads from its environment, in addition to those of every server. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Secret } from "@drawbridge/contracts/secret";
import { type OwnVariables, otherFacts, readVariables, secretIn, variable } from "@drawbridge/framework";
import { z } from "zod";
import { type Source, Sources } from "./sources/source.ts";

/** JSON, or the path of a file with it. */
const SourcesText = z
  .string()
  .default("[]")
  .transform((text, context) => {
    const read = readSources(text);
    if (read.kind === "sources") return read.sources;
    context.issues.push({ code: "custom", message: read.fault, input: text });
    return z.NEVER;
  });

const Variables = z.object({
  DATABASE_URL: variable(z.string().min(1), {
    means: "The Knowledge server's Postgres.",
    example: "postgres://knowledge:PASSWORD@db.acme.test:5432/knowledge",
    secret: true,
  }),
  DATABASE_URL_OTHER: variable(z.string().min(1).optional(), otherFacts("DATABASE_URL")),
  KNOWLEDGE_SOURCES: variable(SourcesText, {
    means:
      "List of sources as JSON, or the path of a file with it (docs/knowledge.md). Folders in a file are relative to that file.",
    example: "/etc/drawbridge/sources.json",
    default: "none; the embedded stack has samples",
  }),
  KNOWLEDGE_REFRESH_SECONDS: variable(z.coerce.number().positive().default(60), {
    means: "Seconds between two looks at the folders for changes.",
    example: "60",
  }),
});

/** The variables of its database. */
export const StoreVariables = Variables.pick({ DATABASE_URL: true, DATABASE_URL_OTHER: true });

/** What the Knowledge server reads, in addition to what every server does. */
export const knowledgeVariables: OwnVariables = { variables: Variables };

export interface KnowledgeSettings {
  readonly databaseUrl: Secret;
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
    databaseUrl: secretIn(environment, "DATABASE_URL", DATABASE_URL),
    sources: KNOWLEDGE_SOURCES,
    refreshIntervalMs: KNOWLEDGE_REFRESH_SECONDS * 1000,
  };
}

type ReadSources =
  | { readonly kind: "sources"; readonly sources: readonly Source[] }
  | { readonly kind: "fault"; readonly fault: string };

function readSources(value: string): ReadSources {
  const inline = value.trimStart().startsWith("[");
  const base = inline ? process.cwd() : dirname(resolve(value));
  const json = readJson(value, inline);
  if (json === undefined) return { kind: "fault", fault: "not valid JSON, and not the path of a file with it" };
  const { data, error } = Sources.safeParse(json.value);
  if (error !== undefined) return { kind: "fault", fault: error.issues.map(placeOf).join("; ") };
  return {
    kind: "sources",
    sources: data.map((source) =>
      source.kind === "notes" ? source : { ...source, folder: resolve(base, source.folder) },
    ),
  };
}

function readJson(value: string, inline: boolean): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(inline ? value : readFileSync(value, "utf8")) };
  } catch {
    return undefined;
  }
}

const placeOf = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? message : `${z.core.toDotPath(path)}: ${message}`;
