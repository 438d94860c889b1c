import assert from "node:assert/strict";
import { type Database, openDatabase } from "@drawbridge/knowledge/database";
import { sql } from "kysely";
import { pino } from "pino";
import { verifies } from "../../support/verifies.ts";
import { corpus, otherDocuments } from "./judged/corpus.ts";
import { figuresOf } from "./judged/figures.ts";
import { queries } from "./judged/queries.ts";
import { otherQueries } from "./judged/queries-of-other-kinds.ts";
import { rankings } from "./judged/rankings.ts";
import { DocumentFolder, type RunningKnowledge, startKnowledge } from "./running-knowledge.ts";

const traces = otherQueries.filter(({ kind }) => kind === "trace");

describe("the ranking of other languages, formats and stack traces", function () {
  this.timeout(300_000);
  let others: ReadonlyMap<string, string>;
  let folder: DocumentFolder;
  let knowledge: RunningKnowledge;
  let database: Database;
  before(async () => {
    others = await otherDocuments();
    const english = [...(await corpus())].map(([name, text]) => [`${name}.md`, text] as const);
    folder = await DocumentFolder.make(Object.fromEntries([...english, ...others]));
    knowledge = await startKnowledge([{ name: "docs", kind: "folder", folder: folder.path, groups: ["ads-eng"] }]);
    database = await openDatabase(knowledge.settings.DATABASE_URL ?? "", pino({ level: "silent" }));
    // Postgres does so by itself after a while, and plans differently from then on.
    await sql`analyze`.execute(database);
  });
  after(async () => {
    await database.destroy();
    await knowledge.close();
    await folder.dispose();
  });

  it("All documents that the questions of other kinds name exist", () => {
    const names = new Set(otherQueries.flatMap(({ answers, helps }) => [...answers, ...helps]));
    assert.deepEqual(
      [...names].filter((name) => !others.has(name)),
      [],
    );
    assert.ok(others.size >= 60 && otherQueries.length >= 75);
  });

  it(
    verifies(
      "knowledge.ranking",
      "Other languages, formats and pasted stack traces are found among English pages, which are found as before",
    ),
    async () => {
      const { search = assert.fail(), "full text alone, any word": anyWord = assert.fail() } = rankings(database);
      const figure = await figuresOf({ search }, [...queries, ...otherQueries]);
      const began = performance.now();
      for (const { query } of traces) await search(query);
      console.log(`      a stack trace: ${((performance.now() - began) / traces.length).toFixed(0)} ms on average`);
      console.log("      the questions of other kinds alone:");
      const ofOthers = await figuresOf({ search }, otherQueries);
      assert.ok(ofOthers("search", "all") > 0.9);
      console.log("      the same without stack traces, for which Postgres' own ranks take too long:");
      const ofShort = await figuresOf(
        { "full text alone, any word": anyWord, search },
        otherQueries.filter(({ kind }) => kind !== "trace"),
      );
      assert.ok(ofShort("search", "all") > ofShort("full text alone, any word", "all") + 0.1);
      for (const kind of ["chinese", "japanese", "korean", "mixed", "trace", "format"])
        assert.ok(figure("search", kind) > 0.85, `${kind}: ${figure("search", kind)}`);
    },
  );
});
