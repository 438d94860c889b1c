import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startPostgres } from "../../../reference-servers/platform/postgres.ts";
import { verifies } from "../../support/verifies.ts";

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded Postgres", () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    // As closed as a user's home, even to the account under which Postgres runs when root starts it.
    parent = await mkdtemp(join(tmpdir(), "drawbridge-embedded-"));
    await chmod(parent, 0o700);
    folder = join(parent, "postgres");
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it(
    verifies(
      "stack.database-folder",
      "The embedded Postgres keeps its data over a restart, and announces a delay only at the first start",
    ),
    async () => {
      const lines: string[] = [];
      const first = await startPostgres({ folder, onProgress: (sentence) => lines.push(sentence) });
      await ask(first.url, "create table kept as select 42 as answer");
      await first.stop();
      await first.stop();
      const second = await startPostgres({ folder, onProgress: (sentence) => lines.push(sentence) });
      assert.deepEqual(await ask(second.url, "select * from kept"), [{ answer: 42 }]);
      await second.stop();
      assert.equal(lines.length, 1);
    },
  );

  it(
    verifies(
      "stack.database-folder",
      "The embedded Postgres refuses a folder that is in use, and does not disturb its holder",
    ),
    async () => {
      const holder = await startPostgres({ folder });
      try {
        await assert.rejects(startPostgres({ folder }), {
          code: "in-use",
          message: new RegExp(`process ${process.pid}\\b`),
        });
        assert.deepEqual(await ask(holder.url, "select 1 as one"), [{ one: 1 }]);
      } finally {
        await holder.stop();
      }
    },
  );

  it(
    verifies("stack.database-folder", "The embedded Postgres takes its folder back from a stack that was killed"),
    async () => {
      const killed = `
      import { startPostgres } from ${JSON.stringify(import.meta.resolve("../../../reference-servers/platform/postgres.ts"))};
      await startPostgres({ folder: ${JSON.stringify(folder)} });
      process.kill(process.pid, "SIGKILL");`;
      const child = spawn(process.execPath, ["--input-type=module", "--eval", killed], { stdio: "inherit" });
      assert.deepEqual(await once(child, "exit"), [null, "SIGKILL"]);
      const again = await startPostgres({ folder });
      assert.deepEqual(await ask(again.url, "select 1 as one"), [{ one: 1 }]);
      await again.stop();
    },
  );

  it(
    verifies(
      "stack.database-closed",
      "The embedded Postgres gives no superuser to the stack, and admits no client without the password",
    ),
    async () => {
      const { url, stop } = await startPostgres({ folder });
      try {
        const [role] = await ask(
          url,
          "select rolsuper, rolcreaterole, rolreplication from pg_roles where rolname = current_user",
        );
        assert.deepEqual(role, { rolsuper: false, rolcreaterole: false, rolreplication: false });
        await assert.rejects(ask(url, "copy (select 1) to program 'true'"), /permission denied/);
        for (const user of ["drawbridge", "postgres"]) {
          const guess = new URL(url);
          guess.username = user;
          guess.password = "postgres";
          await assert.rejects(ask(guess.href, "select 1"), /password authentication failed/);
        }
      } finally {
        await stop();
      }
    },
  );

  it(
    verifies(
      "stack.database-closed",
      "The embedded Postgres keeps its password readable only to its user, and listens only on loopback",
    ),
    async () => {
      const { url, stop } = await startPostgres({ folder });
      try {
        assert.equal((await stat(join(folder, "password"))).mode & 0o777, 0o600);
        assert.equal((await stat(folder)).mode & 0o777, 0o700);
        const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
        for (const { address, internal, family } of others) {
          if (internal || family !== "IPv4") continue;
          await assert.rejects(ask(url.replace("127.0.0.1", address), "select 1"), { code: "ECONNREFUSED" });
        }
        assert.deepEqual(await ask(url, "show listen_addresses"), [{ listen_addresses: "127.0.0.1" }]);
      } finally {
        await stop();
      }
    },
  );
});
