/** Starts the Knowledge server on its own Postgres and folders, with clients of the official SDK. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { knowledgeServer } from "@drawbridge/knowledge/server";
import type { Client } from "@modelcontextprotocol/client";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";

export const ada = { user: "ada", groups: ["ads-eng"] };
export const ines = { user: "ines", groups: ["infra"] };

export const SearchAnswer = z.object({
  notice: z.string(),
  results: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      url: z.string(),
      text: z.string(),
      section: z.string(),
      source: z.string(),
      freshness: z.object({ changed: z.string(), age_days: z.number() }),
    }),
  ),
  question_cut: z.string().optional(),
  truncated: z.object({ shown: z.number() }).optional(),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;

export const FetchAnswer = z.strictObject({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  url: z.string(),
  metadata: z.looseObject({ notice: z.string(), source: z.string(), next: z.string().optional() }),
});

export const SourcesAnswer = z.object({
  sources: z.array(
    z.object({
      name: z.string(),
      documents: z.number(),
      passages: z.number(),
      writable: z.boolean(),
      newest: z.string().nullable(),
      looked_through: z.string().nullable(),
      problems: z.array(z.object({ what: z.string(), files: z.number(), example: z.string() })),
      not_read: z.array(z.object({ ending: z.string(), files: z.number() })).optional(),
    }),
  ),
});

/** A folder of documents, deleted when it is disposed. */
export class DocumentFolder {
  readonly path: string;
  private constructor(path: string) {
    this.path = path;
  }
  static async make(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<DocumentFolder> {
    const folder = new DocumentFolder(await realpath(await mkdtemp(join(tmpdir(), "drawbridge-knowledge-"))));
    await folder.write(files);
    return folder;
  }
  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.path, name)), { recursive: true });
      await writeFile(join(this.path, name), content);
    }
  }
  dispose = (): Promise<void> => rm(this.path, { recursive: true, force: true });
}

export interface RunningKnowledge {
  readonly kit: TestKit;
  readonly settings: NodeJS.ProcessEnv;
  connect: TestKit["connect"];
  close(): Promise<void>;
}

/** Settings for `sources`, with a new database unless one is given. */
export async function knowledgeSettings(
  sources: readonly Readonly<Record<string, unknown>>[],
  more: NodeJS.ProcessEnv = {},
): Promise<NodeJS.ProcessEnv> {
  return {
    DATABASE_URL: more.DATABASE_URL ?? (await freshDatabase()),
    KNOWLEDGE_SOURCES: JSON.stringify(sources.map((source) => ({ title: "A source", ...source }))),
    KNOWLEDGE_REFRESH_SECONDS: "0.2",
    ...more,
  };
}

/** Starts the server and waits until every folder has been read once. */
export async function startKnowledge(
  sources: readonly Readonly<Record<string, unknown>>[],
  more: NodeJS.ProcessEnv = {},
): Promise<RunningKnowledge> {
  const settings = await knowledgeSettings(sources, more);
  const kit = await startForTest(knowledgeServer, { settings });
  const all = await kit.connect({ user: "everybody", groups: ["ads-eng", ...sources.flatMap(groupsOf)] });
  const folders = sources.filter(({ kind }) => kind !== "notes").length;
  await until(
    "the folders have been read",
    async () => {
      const { sources } = SourcesAnswer.parse(await answer(all, "list_sources"));
      return sources.filter(({ looked_through }) => looked_through !== null).length >= folders;
    },
    60_000,
  );
  return { kit, settings, connect: (caller) => kit.connect(caller), close: () => kit.close() };
}

const groupsOf = ({ groups }: Readonly<Record<string, unknown>>): string[] => z.array(z.string()).parse(groups);

/** The result of a call that must succeed; text and structured content must be the same. */
export async function answer(client: Client, name: string, args: Record<string, unknown> = {}): Promise<unknown> {
  const result = await client.callTool({ name, arguments: args });
  assert.notEqual(result.isError, true, JSON.stringify(result.content));
  assert.deepEqual(JSON.parse(textOf(result.content)), result.structuredContent);
  return result.structuredContent;
}

export const found = async (client: Client, query: string, limit = 10): Promise<SearchAnswer["results"]> =>
  SearchAnswer.parse(await answer(client, "search", { query, limit })).results;

/** The code and text of a call that must fail. */
export async function failure(client: Client, name: string, args: Record<string, unknown>) {
  const result = await client.callTool({ name, arguments: args });
  assert.equal(result.isError, true, JSON.stringify(result.content));
  return { code: result._meta?.["drawbridge/code"], text: textOf(result.content) };
}

const Content = z.tuple([z.object({ type: z.literal("text"), text: z.string() })]);
const textOf = (content: unknown): string => Content.parse(content)[0].text;
