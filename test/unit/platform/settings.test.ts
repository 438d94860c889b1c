import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import {
  approverClientSecret,
  edgeProof,
  partSecretVariables,
  registryCredential,
} from "@drawbridge/contracts/part-secret";
import { takeDataFolder } from "../../../reference-servers/platform/data-folder-lock.ts";
import { writeOwnServerEnvironment } from "../../../reference-servers/platform/own-servers.ts";
import { planParts, portedParts } from "../../../reference-servers/platform/parts.ts";
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

  it(
    verifies("stack.own-server", "The stack takes the names of servers of the user's own, and no name of a part"),
    () => {
      const { ownServers } = readStackSettings({}, ["--server", "hello", "--server=orders-2"]);
      assert.deepEqual(ownServers, ["hello", "orders-2"]);
      for (const name of ["", "Hello", "a/b", "edge", "operator", "registry", "presto"])
        assert.throws(() => readStackSettings({}, [`--server=${name}`]), /--server/, name);
      assert.throws(() => readStackSettings({}, ["--server"]), /--server needs the name/);
      assert.throws(() => readStackSettings({}, ["hello"]), /Unknown option hello/);
    },
  );

  it(
    verifies(
      "stack.own-provider",
      "The stack knows a provider of the user's own, and the demo that signs in a user of the included one does not start",
    ),
    () => {
      const own = { DRAWBRIDGE_IDENTITY_PROVIDERS: "[]" };
      assert.deepEqual(
        [readStackSettings({}, [], "start").ownProvider, readStackSettings(own, []).ownProvider],
        [false, true],
      );
      assert.throws(() => readStackSettings(own, [], "start"), /DRAWBRIDGE_IDENTITY_PROVIDERS.*npm run stack/);
    },
  );

  it("The stack refuses an unknown option or an invalid variable, and names it", () => {
    assert.throws(() => readStackSettings({}, ["--islate"]), /Unknown option --islate/);
    assert.throws(() => readStackSettings({ DRAWBRIDGE_PORT: "soon" }, []), /DRAWBRIDGE_PORT/);
  });
});

describe("the stack's parts", () => {
  const ports = new Map(portedParts.map((part, index) => [part, 9000 + index]));
  const at = { registryPort: 7400, ports, databaseUrl: "", environment: "dev", dataFolder: "/srv/db" };
  const planned = (ownProvider: boolean) =>
    planParts({ ...at, ownProvider, rootSecret: "root", sealSecret: "seal" }).flat();
  const parts = planned(false);

  it(
    verifies(
      "stack.own-provider",
      "The registry takes the approver's secret of the user's own provider, where one is set",
    ),
    () => {
      const { variables, defaults = {} } = parts.find(({ name }) => name === "registry") ?? assert.fail();
      assert.equal(variables[partSecretVariables.approverClient], undefined);
      assert.equal(defaults[partSecretVariables.approverClient], approverClientSecret("root"));
      assert.equal(variables.DRAWBRIDGE_IDENTITY_PROVIDERS, undefined);
    },
  );

  it(
    verifies(
      "stack.own-provider",
      "The stack starts every part but the included identity provider beside a provider of the user's own",
    ),
    () => {
      const names = (ownProvider: boolean): string[] => planned(ownProvider).map(({ name }) => name);
      assert.deepEqual(
        names(true),
        names(false).filter((name) => name !== "identity"),
      );
    },
  );

  it(verifies("stack.isolate", "The program of every part of the stack exists"), () => {
    assert.deepEqual(
      parts.filter(({ main }) => !existsSync(main)).map(({ name }) => name),
      [],
    );
  });
});

describe("the environment of a server of the user's own", () => {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-own-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(
    verifies(
      "stack.own-server",
      "The stack's file for a server holds what is derived for that server alone, for its owner",
    ),
    async () => {
      const registryUrl = "http://127.0.0.1:7400";
      const { file, remove } = await writeOwnServerEnvironment(folder, "hello", { registryUrl, rootSecret: "root" });
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.deepEqual(parseEnv(readFileSync(file, "utf8")), {
        PORT: "0",
        DRAWBRIDGE_REGISTRY_URL: registryUrl,
        DRAWBRIDGE_REGISTRY_CREDENTIAL: registryCredential("root", "hello"),
        DRAWBRIDGE_EDGE_PROOF: edgeProof("root", "hello"),
      });
      await remove();
      assert.equal(existsSync(file), false);
    },
  );
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
