import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { AuditedRows, AuditPage } from "@drawbridge/contracts/audit";
import { verifyAudit } from "../../../proxy/audit/verify.ts";
import { repository } from "../../support/machine/source-files.ts";
import { assertContent } from "../../support/upgrade/content.ts";
import { type DebianPostgres, startDebianPostgres } from "../../support/upgrade/debian-postgres.ts";
import { type RestoredDump, restoredDump } from "../../support/upgrade/dump.ts";
import { dumpSecrets } from "../../support/upgrade/secrets.ts";
import { verifies } from "../../support/verifies.ts";
import { type ApprovalsWorld, runToEnd, startApprovals } from "../../support/worlds/approvals-world.ts";

describe("a backup of the registry's database", function () {
  this.timeout(120_000);
  let postgres: DebianPostgres;
  let folder: string;
  before(async () => {
    postgres = await startDebianPostgres();
    folder = await mkdtemp(join(tmpdir(), "drawbridge-backup-"));
  });
  after(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true });
  });

  /** Runs the lines of docs/deployment.md that begin with `command`, as an operator would. */
  const documented = async (command: string, variables: Readonly<Record<string, string>>): Promise<void> => {
    const text = await readFile(join(repository, "docs", "deployment.md"), "utf8");
    const line = text.split("\n").find((each) => each.startsWith(`${command} `));
    assert.ok(line !== undefined, `docs/deployment.md has no line that begins with ${command}`);
    const PATH = `${dirname(postgres.program(command))}:${process.env.PATH}`;
    await promisify(execFile)("sh", ["-c", line], { env: { ...variables, PATH } });
  };
  const auditOf = ({ asUser }: ApprovalsWorld) => {
    const ines = { sub: "ines", groups: ["infra"] };
    const read = async (path: string): Promise<unknown> => (await asUser(path, ines)).json();
    return {
      page: async (after: number) => AuditPage.parse(await read(`/audit?after=${after}`)),
      rows: async (from: string) => AuditedRows.parse(await read(`/audit/rows?after=${from}`)),
    };
  };
  const onDatabase = async <T>(
    { now }: RestoredDump,
    settings: { readonly databaseUrl: string; readonly sealSecret?: string },
    act: (world: ApprovalsWorld) => Promise<T>,
  ): Promise<T> => {
    const world = await startApprovals({ ...dumpSecrets, now, ...settings });
    return act(world).finally(() => world.close());
  };

  it(
    verifies(
      "upgrade.backup",
      "The documented commands back a running registry up, and restore it; the audit shows what is lost",
    ),
    async () => {
      const live = await postgres.freshDatabase("live");
      const restored = await postgres.freshDatabase("restored");
      const dump = await restoredDump(live);
      const variables = { DATABASE_URL: live, NEW_DATABASE_URL: restored, BACKUP: join(folder, "drawbridge.dump") };
      const head = await onDatabase(dump, { databaseUrl: live }, async (world) => {
        await documented("pg_dump", variables);
        await runToEnd(world);
        const { page, rows } = auditOf(world);
        const verified = await verifyAudit(page, rows, []);
        assert.deepEqual([verified.broken, verified.problems], [null, []]);
        return verified.head;
      });
      await documented("pg_restore", variables);
      await onDatabase(dump, { databaseUrl: restored }, async (world) => {
        await assertContent(world, dump);
        // A person who verified before the restore learns that entries are gone.
        const { page, rows } = auditOf(world);
        assert.match((await verifyAudit(page, rows, [head])).broken?.why ?? "", /entries|cut|missing/);
        assert.notEqual(typeof (await world.consume(await world.ticket(dump.requests.approved ?? ""))), "string");
      });
    },
  );

  it(verifies("upgrade.backup", "A registry with another seal secret believes no decision of the backup"), async () => {
    const databaseUrl = await postgres.freshDatabase("sealed");
    const dump = await restoredDump(databaseUrl);
    await onDatabase(dump, { databaseUrl, sealSecret: "another secret than that of the backup" }, async (world) => {
      const ticket = await world.ticket(dump.requests.approved ?? "");
      assert.deepEqual([ticket.state, ticket.grant], ["void", null]);
    });
  });
});
