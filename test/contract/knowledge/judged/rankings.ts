/** The compared rankings. Each returns the names of documents for one reader, the best first. */
import type { Database } from "@drawbridge/knowledge/database";
import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { rankByWords } from "../../../../reference-servers/servers/knowledge/search/bm25.ts";
import { queryTerms } from "../../../../reference-servers/servers/knowledge/search/query-words.ts";
import { search } from "../../../../reference-servers/servers/knowledge/search/search.ts";

export type Ranking = (query: string) => Promise<readonly string[]>;

/** Passages that are ranked, enough to get ten documents from them. */
const considered = 50;
const groups = ["ads-eng"];
const Rows = z.array(z.object({ path: z.string() }));

export function rankings(database: Database): Readonly<Record<string, Ranking>> {
  const names = new Map<string, string>();
  const urnOf = async (document: string): Promise<string> => {
    if (names.size === 0) {
      const rows = await database.selectFrom("documents").select(["id", "path"]).execute();
      for (const { id, path } of rows) names.set(id, path);
    }
    return documentName(names.get(document) ?? "");
  };
  /** Ranks passages by a score of Postgres itself, and takes the best one of each document. */
  const bySql = async (score: RawBuilder<number>, where: RawBuilder<boolean>): Promise<readonly string[]> => {
    const { rows } = await sql`
      select d.path from knowledge.passages p join knowledge.documents d on d.id = p.document
      where ${where} group by d.path order by max(${score}) desc, d.path limit 10
    `.execute(database);
    return Rows.parse(rows).map(({ path }) => documentName(path));
  };
  const distinct = async (passages: readonly { readonly document: string }[]): Promise<readonly string[]> => [
    ...new Set(await Promise.all(passages.map(({ document }) => urnOf(document)))),
  ];

  return {
    "trigrams alone": (query) => bySql(sql`word_similarity(${query}, d.title || ' ' || p.text)`, sql`true`),
    "full text alone, all words": async (query) => {
      const withStoreErrors = sql`websearch_to_tsquery('english', ${query})`;
      return bySql(sql`ts_rank_cd(p.search, ${withStoreErrors}, 1)`, sql`p.search @@ ${withStoreErrors}`);
    },
    "full text alone, any word": async (query) => {
      const withStoreErrors = sql`replace(plainto_tsquery('english', ${query})::text, '&', '|')::tsquery`;
      return bySql(sql`ts_rank_cd(p.search, ${withStoreErrors}, 1)`, sql`p.search @@ ${withStoreErrors}`);
    },
    "words alone (BM25)": async (query) => {
      return distinct(
        (await rankByWords(database, await queryTerms(database, query, groups), groups, considered)).ranked,
      );
    },
    search: async (query) => distinct(await search(database, query, groups, considered)),
  };
}

/** The name of a document in the judgements: its path without the ending of Markdown. */
export const documentName = (path: string): string => path.replace(/\.md$/, "");
