import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import pg from "pg";
import { until } from "../../support/clocks/until.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";
import { DocumentFolder, knowledgeSettings } from "./running-knowledge.ts";

const count = 400;
const page = (at: number): string =>
  `# Page ${at}\n\n${Array.from({ length: 4 }, (_, part) => `## Part ${part}\n\nWords of page ${at}. ${"More of them. ".repeat(20)}`).join("\n\n")}`;

describe("a Knowledge server that is killed while it reads", function () {
  this.timeout(120_000);
  let folder: DocumentFolder;
  let settings: NodeJS.ProcessEnv;
  let database: pg.Client;
  const running = new Set<ChildProcess>();
  before(async () => {
    folder = await DocumentFolder.make(
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`page-${at}.md`, page(at)])),
    );
    settings = await knowledgeSettings([{ name: "book", kind: "folder", folder: folder.path, groups: ["*"] }]);
    database = new pg.Client(settings.DATABASE_URL);
    await database.connect();
  });
  after(async () => {
    for (const server of running) server.kill("SIGKILL");
    await database.end();
    await folder.dispose();
  });

  const startServer = (): ChildProcess => {
    const server = spawn(process.execPath, [`${repository}reference-servers/servers/knowledge/main.ts`], {
      stdio: "ignore",
      env: {
        ...{ PATH: process.env.PATH, PORT: "0", DRAWBRIDGE_LOG_LEVEL: "silent" },
        ...settings,
        DRAWBRIDGE_REGISTRY_URL: "http://127.0.0.1:9",
        [partSecretVariables.registryCredential]: "a credential",
        [partSecretVariables.edgeProof]: "a proof",
      },
    });
    running.add(server);
    return server;
  };
  const end = async (server: ChildProcess): Promise<void> => {
    server.kill("SIGKILL");
    await once(server, "exit");
    running.delete(server);
  };
  /** The version of each document's row in Postgres; it changes when the row is written again. */
  const rowVersions = async (): Promise<Map<string, string>> => {
    const { rows } = await database
      .query<{ id: string; xmin: string }>("select id, xmin from knowledge.documents")
      .catch(() => ({ rows: [] }));
    return new Map(rows.map(({ id, xmin }) => [id, xmin]));
  };
  const whole = async (): Promise<number> => {
    const { rows } = await database.query<{ whole: string }>(
      `select count(*) as whole from knowledge.documents d
       where passages = 4 and (select count(*) from knowledge.passages p where p.document = d.id) = 4`,
    );
    return Number(rows[0]?.whole);
  };

  it(
    verifies(
      "knowledge.restart",
      "A Knowledge server that was killed has stored complete documents, and reads only the others when it is back",
    ),
    async () => {
      const first = startServer();
      await until("it has started", async () => (await rowVersions()).size >= 50, 60_000);
      await end(first);
      const before = await rowVersions();
      assert.ok(before.size < count, `it was too fast: ${before.size} of ${count}`);
      assert.equal(await whole(), before.size);

      const began = performance.now();
      const second = startServer();
      await until("it has read the rest", async () => (await rowVersions()).size === count, 60_000);
      const seconds = (performance.now() - began) / 1_000;
      console.log(`      ${((count - before.size) / seconds).toFixed(0)} files a second, its start included`);
      await end(second);
      const after = await rowVersions();
      assert.equal(await whole(), count);
      assert.deepEqual(
        [...before].filter(([id, version]) => after.get(id) !== version),
        [],
      );
    },
  );

  it(
    verifies(
      "knowledge.restart",
      "If a Knowledge server is killed, another one with the same database takes over at once",
    ),
    async () => {
      await database.query("delete from knowledge.documents");
      const [first, second] = [startServer(), startServer()];
      await until("they have started", async () => (await rowVersions()).size >= 50, 60_000);
      await end(first);
      await until("the other one has read all", async () => (await rowVersions()).size === count, 60_000);
      const { rows } = await database.query(
        "select (select count(*)::int from knowledge.sources where name = 'book' and active) as sources",
      );
      assert.deepEqual(rows, [{ sources: 1 }]);
      await until("it stored the time", async () => {
        const { rows } = await database.query("select synced_at from knowledge.sources where name = 'book'");
        return rows[0]?.synced_at !== null;
      });
      assert.equal(await whole(), count);
      await end(second);
    },
  );
});
