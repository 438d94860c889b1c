import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { takeDataFolder } from "../../../reference-servers/platform/data-folder-lock.ts";
import { portsFor } from "../../../reference-servers/platform/ports.ts";
import { readStackSettings } from "../../../reference-servers/platform/settings.ts";
import { verifies } from "../../support/verifies.ts";

describe("the stack's settings", () => {
  it(verifies("stack.settings", "The stack takes home and port from the environment, with defaults"), () => {
    const plain = readStackSettings({}, []);
    assert.equal(plain.port, 7400);
    assert.equal(plain.home, join(homedir(), ".drawbridge"));
    assert.equal(plain.isolate, false);
    const moved = readStackSettings({ DRAWBRIDGE_HOME: "/srv/db", DRAWBRIDGE_PORT: "9000", PRESTO_URL: "http://p" }, [
      "--isolate",
    ]);
    assert.equal(moved.port, 9000);
    assert.equal(moved.dataFolder, "/srv/db/stack");
    assert.equal(moved.isolate, true);
    assert.equal(moved.variables.PRESTO_URL, "http://p");
  });

  it("The stack refuses an unknown option or an invalid variable, and names it", () => {
    assert.throws(() => readStackSettings({}, ["--islate"]), /Unknown option --islate/);
    assert.throws(() => readStackSettings({ DRAWBRIDGE_PORT: "soon" }, []), /DRAWBRIDGE_PORT/);
  });
});

describe("the stack's data folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-data-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(
    verifies("stack.one-per-home", "A data folder is held by one stack at a time, and freed where that stack is dead"),
    async () => {
      const give = await takeDataFolder(folder);
      await assert.rejects(takeDataFolder(folder), new RegExp(`process ${process.pid}\\).*DRAWBRIDGE_HOME`));
      await give();
      writeFileSync(join(folder, "stack.pid.1"), "4194303");
      await (await takeDataFolder(folder))();
    },
  );

  it(
    verifies("stack.stable-ports", "A data folder remembers its ports, and takes another port where one is busy"),
    async () => {
      const first = await portsFor(["identity", "edge"], folder);
      assert.deepEqual(await portsFor(["identity", "edge"], folder), first);
      const squatter = createServer();
      await new Promise<void>((done) => squatter.listen(first.get("edge"), "127.0.0.1", done));
      const second = await portsFor(["identity", "edge"], folder);
      squatter.close();
      assert.equal(second.get("identity"), first.get("identity"));
      assert.notEqual(second.get("edge"), first.get("edge"));
    },
  );
});
