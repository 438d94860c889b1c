import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownWarehouse } from "../../../reference-servers/servers/presto/engines/duckdb/owner.ts";
import { until } from "../../support/clocks/until.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

describe("the owner of a DuckDB file", function () {
  this.timeout(180_000);
  let folder: string;
  const children: ChildProcess[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "drawbridge-owner-"));
  });
  after(async () => {
    for (const child of children) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  /** A Presto server of its own process; it needs no registry to open its engine. */
  const start = () => {
    const child = spawn(process.execPath, [`${repository}reference-servers/servers/presto/main.ts`], {
      env: {
        PATH: process.env.PATH,
        ...{ PORT: "0", DRAWBRIDGE_WAREHOUSE: join(folder, "warehouse.duckdb") },
        ...{ DRAWBRIDGE_REGISTRY_URL: "http://127.0.0.1:1", DRAWBRIDGE_REGISTRY_CREDENTIAL: "c" },
        DRAWBRIDGE_EDGE_PROOF: "p",
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    children.push(child);
    const output = { text: "" };
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      output.text += chunk;
    });
    return { child, output };
  };
  const serves = ({ output }: ReturnType<typeof start>): Promise<void> =>
    until("the server serves", () => output.text.includes('"serving"'), 60_000);

  it(
    verifies("instances.one-owner", "A second server on the file does not start and says why, until the first is gone"),
    async () => {
      const first = start();
      await serves(first);
      const second = start();
      const [code] = await once(second.child, "exit");
      assert.notEqual(code, 0);
      const words = `belongs to another server that runs (process ${first.child.pid}), and an embedded DuckDB file has one owner. Stop that server first`;
      assert.ok(second.output.text.includes(words), second.output.text);
      first.child.kill("SIGKILL");
      await once(first.child, "exit");
      await serves(start());
    },
  );

  it(
    verifies("instances.one-owner", "A server does not start where it cannot find out whether another has the file"),
    async () => {
      const file = join(folder, "damaged.duckdb");
      await writeFile(`${file}.owner`, "");
      await assert.rejects(ownWarehouse(file), /damaged\.duckdb\.owner.*remove that file, and start again/);
      await rm(`${file}.owner`);
      (await ownWarehouse(file)).release();
    },
  );
});
