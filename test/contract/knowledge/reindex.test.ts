import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import { openDatabase } from "@drawbridge/knowledge/database";
import pg from "pg";
import { pino } from "pino";
import { writeNote } from "../../../reference-servers/servers/knowledge/store/notes.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, DocumentFolder, found, startKnowledge } from "./running-knowledge.ts";

const notes = { name: "notes", kind: "notes", groups: ["ads-eng"] };

describe("documents that an earlier version indexed", function () {
  this.timeout(60_000);
  let folder: DocumentFolder;
  before(async () => {
    folder = await DocumentFolder.make({
      "chinese.md": "# 設備\n\n設備清單與止損流程說明。\n",
      "spark.md": "# Spark\n\nA qualified org.example.OutOfMemoryError is here.\n",
    });
  });
  after(() => folder.dispose());

  /** Sets the rows to what the version before stored: whole sentences as one word, and no version of the index. */
  const asBefore = async (databaseUrl: string | undefined): Promise<void> => {
    const database = new pg.Client(databaseUrl);
    await database.connect();
    await database.query(
      `with old as (delete from knowledge.passages returning *)
       insert into knowledge.passages (document, ordinal, headings, text, words, search)
       select old.document, old.ordinal, old.headings, old.text, 1,
         setweight(to_tsvector('english', d.title), 'A') || to_tsvector('english', old.text)
       from old join knowledge.documents d on d.id = old.document`,
    );
    const { rows } = await database.query<{ version: number }>(
      "select distinct index_version as version from knowledge.passages",
    );
    assert.deepEqual(rows, [{ version: 1 }]);
    await database.end();
  };

  it(
    verifies(
      "knowledge.reindex",
      "Documents and notes of an earlier version are indexed again at the start, without their files",
    ),
    async () => {
      const source = { name: "docs", kind: "folder", folder: folder.path, groups: ["ads-eng"] };
      const first = await startKnowledge([source, notes]);
      const { settings } = first;
      const database = await openDatabase(settings.DATABASE_URL ?? "", pino({ level: "silent" }));
      const by = { user: "ada", claim: "sub", at: new Date() };
      assert.ok(
        await writeNote(
          database,
          { source: "notes", title: "再起動", text: "サーバーの再起動手順。", url: null },
          by,
          null,
        ),
      );
      await database.destroy();
      await first.close();
      await asBefore(settings.DATABASE_URL);

      await rename(folder.path, `${folder.path}-away`);
      const second = await startKnowledge([notes], settings);
      await second.close();
      const third = await startKnowledge([notes, { ...source, kind: "notes", folder: undefined }], settings);
      try {
        const client = await third.connect(ada);
        await until("the note is found", async () => (await found(client, "再起動")).length > 0);
        assert.match((await found(client, "止損"))[0]?.text ?? "", /止損流程/);
        assert.match((await found(client, "memory error"))[0]?.text ?? "", /OutOfMemoryError/);
      } finally {
        await third.close();
        await rename(`${folder.path}-away`, folder.path);
      }
    },
  );

  it(
    verifies(
      "knowledge.reindex",
      "A document that an older server stores during an upgrade is indexed again by the newer one",
    ),
    async () => {
      const knowledge = await startKnowledge([
        { name: "docs", kind: "folder", folder: folder.path, groups: ["ads-eng"] },
        notes,
      ]);
      try {
        const client = await knowledge.connect(ada);
        assert.equal((await found(client, "止損")).length, 1);
        await asBefore(knowledge.settings.DATABASE_URL);
        await until("it is indexed again", async () => (await found(client, "止損")).length === 1);
      } finally {
        await knowledge.close();
      }
    },
  );
});
