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
import { type Addresses, planParts, portedParts } from "../../../reference-servers/platform/parts.ts";
import { portsFor } from "../../../reference-servers/platform/ports.ts";
import { readStackSettings } from "../../../reference-servers/platform/settings.ts";
import { environmentOf, noticesOf } from "../../../reference-servers/platform/user-settings.ts";
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
      "The stack knows a provider of the user's own by its descriptions or by its issuer, and an empty variable is none",
    ),
    () => {
      const isOwn = (variables: NodeJS.ProcessEnv) => readStackSettings(variables, []).ownProvider;
      assert.equal(isOwn({}), false);
      assert.equal(isOwn({ DRAWBRIDGE_IDENTITY_PROVIDERS: " ", DRAWBRIDGE_ISSUER: "" }), false);
      assert.equal(isOwn({ DRAWBRIDGE_IDENTITY_PROVIDERS: "[]" }), true);
      assert.equal(isOwn({ DRAWBRIDGE_ISSUER: "https://id.acme.test" }), true);
    },
  );

  it(
    verifies(
      "stack.own-settings",
      "An address of the user's own on this machine says the port of registry and edge, and another one says none",
    ),
    () => {
      const ports = (variables: NodeJS.ProcessEnv) => {
        const { port, edgePort, registryUrl } = readStackSettings(variables, []);
        return [port, edgePort, registryUrl];
      };
      const local = { DRAWBRIDGE_REGISTRY_URL: "http://localhost:7600", DRAWBRIDGE_EDGE_URL: "http://127.0.0.1:7601/" };
      const named = {
        DRAWBRIDGE_REGISTRY_URL: "https://drawbridge.acme.test",
        DRAWBRIDGE_EDGE_URL: "https://edge.test",
      };
      assert.deepEqual(ports(local), [7600, 7601, "http://localhost:7600"]);
      assert.deepEqual(ports({ ...local, DRAWBRIDGE_PORT: "7400" }), [7400, 7601, "http://localhost:7600"]);
      assert.deepEqual(ports(named), [7400, null, "https://drawbridge.acme.test"]);
    },
  );

  it(verifies("stack.own-settings", "The stack says in words which settings cannot hold together"), () => {
    assert.deepEqual(noticesOf({ DRAWBRIDGE_HOME: "/srv", PORT: " " }, false), []);
    const user = { PORT: "9", HOST: "box", DRAWBRIDGE_SERVER_URL: "http://x", DRAWBRIDGE_EDGE_PROOF_FILE: "/x" };
    assert.deepEqual(
      noticesOf(user, true).map((notice) => notice.split(" ")[0]),
      ["PORT", "HOST", "DRAWBRIDGE_EDGE_PROOF", "DRAWBRIDGE_SERVER_URL", "DRAWBRIDGE_APPROVER_CLIENT_SECRET"],
    );
    assert.deepEqual(noticesOf({ DRAWBRIDGE_APPROVER_CLIENT_SECRET_FILE: "/x" }, true), []);
    assert.match(
      noticesOf({ DRAWBRIDGE_TLS_KEY_FILE: "/k" }, false).join(),
      /TLS_KEY_FILE is set, and the stack does not/,
    );
    const two = { DRAWBRIDGE_ISSUER: "https://id", DRAWBRIDGE_IDENTITY_PROVIDERS: "[]" };
    assert.match(noticesOf(two, false).join(), /DRAWBRIDGE_ISSUER .* does not count beside/);
    assert.throws(
      () => readStackSettings({ DRAWBRIDGE_DATABASE_OWNER_URL: "postgres://owner" }, []),
      /DATABASE_URL: not set, and DRAWBRIDGE_DATABASE_OWNER_URL is/,
    );
  });

  it("The stack refuses an unknown option or an invalid variable, and names it", () => {
    assert.throws(() => readStackSettings({}, ["--islate"]), /Unknown option --islate/);
    assert.throws(() => readStackSettings({ DRAWBRIDGE_PORT: "soon" }, []), /DRAWBRIDGE_PORT/);
  });
});

describe("the stack's parts", () => {
  const ports = new Map(portedParts.map((part, index) => [part, 9000 + index]));
  const at = {
    registryPort: 7400,
    ports,
    databaseUrl: "postgres://embedded",
    environment: "dev",
    dataFolder: "/srv/db",
  };
  const planned = (more: Partial<Addresses>) =>
    planParts({ ...at, ownProvider: false, rootSecret: "root", sealSecret: "seal", ...more }).flat();
  const parts = planned({});
  /** What part `name` reads, where the user set `user`. */
  const environment = (name: string, user: NodeJS.ProcessEnv, more: Partial<Addresses> = {}) =>
    environmentOf(planned(more).find((part) => part.name === name) ?? assert.fail(), user);

  it(
    verifies(
      "stack.own-provider",
      "The registry takes the approver's secret of the user's own provider, where one is set",
    ),
    () => {
      const user = { [partSecretVariables.approverClient]: "own" };
      assert.equal(environment("registry", {})[partSecretVariables.approverClient], approverClientSecret("root"));
      for (const name of ["registry", "identity"])
        assert.equal(environment(name, user)[partSecretVariables.approverClient], "own");
      const own = environment("registry", user, { ownProvider: true });
      assert.equal(own[partSecretVariables.approverClient], "own");
      assert.equal(own.DRAWBRIDGE_ISSUER, undefined);
    },
  );

  it(
    verifies(
      "stack.own-provider",
      "The stack starts every part but the included identity provider beside a provider of the user's own",
    ),
    () => {
      const names = (ownProvider: boolean): string[] => planned({ ownProvider }).map(({ name }) => name);
      assert.deepEqual(
        names(true),
        names(false).filter((name) => name !== "identity"),
      );
    },
  );

  it(
    verifies("stack.own-settings", "What the user sets reaches the part that reads it, and nothing replaces it"),
    () => {
      const user = {
        DRAWBRIDGE_REGISTRY_URL: "https://drawbridge.acme.test",
        DRAWBRIDGE_EDGE_URL: "https://edge.acme.test",
        DRAWBRIDGE_ENVIRONMENT: "staging",
        DRAWBRIDGE_WAREHOUSE: "/mine/w.duckdb",
        DRAWBRIDGE_OUTBOX_FOLDER: "/mine/outbox",
        DRAWBRIDGE_SEAL_SECRET: "mine",
        DRAWBRIDGE_LOG_LEVEL: "debug",
        SPARK_LOG_DIR: "/mine/logs",
        KNOWLEDGE_SOURCES: "[]",
        PRESTO_URL: "http://presto",
      };
      const replaced = parts.flatMap(({ name }) => {
        const got = environment(name, user);
        const names = Object.entries(user).filter(([variable, value]) => got[variable] !== value);
        return names.map(([variable]) => `${name}: ${variable}`);
      });
      // Edge and servers reach the registry where it listens.
      assert.deepEqual(
        replaced,
        ["edge", "presto", "spark", "knowledge"].map((name) => `${name}: DRAWBRIDGE_REGISTRY_URL`),
      );
    },
  );

  it(verifies("stack.own-settings", "Without settings of the user's own, each part has what the stack knows"), () => {
    const blank = { DRAWBRIDGE_REGISTRY_URL: "", SPARK_LOG_DIR: " ", DRAWBRIDGE_SEAL_SECRET: "" };
    const registry = environment("registry", blank);
    assert.equal(registry.DRAWBRIDGE_REGISTRY_URL, "http://127.0.0.1:7400");
    assert.equal(registry.DRAWBRIDGE_SEAL_SECRET, "", "an empty one is an error of the registry");
    assert.match(environment("spark", blank).SPARK_LOG_DIR ?? "", /samples\/logs$/);
    assert.equal(environment("presto", {}).DRAWBRIDGE_WAREHOUSE, "/srv/db/warehouse.duckdb");
  });

  it(verifies("stack.own-settings", "A secret that the user has in a file is in a part's environment once"), () => {
    const user = {
      DATABASE_URL_FILE: "/run/db",
      DRAWBRIDGE_SEAL_SECRET_FILE: "/run/seal",
      DRAWBRIDGE_PEERS_FILE: "/p",
    };
    const own = environment("registry", user, { databaseUrl: null });
    assert.deepEqual([own.DATABASE_URL, own.DATABASE_URL_FILE], [undefined, "/run/db"]);
    assert.deepEqual([own.DRAWBRIDGE_SEAL_SECRET, own.DRAWBRIDGE_SEAL_SECRET_FILE], [undefined, "/run/seal"]);
    const knowledge = environment("knowledge", user);
    assert.deepEqual([knowledge.DATABASE_URL, knowledge.DATABASE_URL_FILE], ["postgres://embedded", undefined]);
    assert.equal(knowledge.DRAWBRIDGE_PEERS_FILE, undefined);
  });

  it(
    verifies("hosted.unknown-variables", "No part of a stack gets a variable that none reads: the stack warns of it"),
    () => {
      const user = { DRAWBRIDGE_REGISTRY_URI: "x", ACME_TEAM: "ads", DRAWBRIDGE_SEED: "1" };
      const own = environment("registry", user);
      assert.deepEqual([own.DRAWBRIDGE_REGISTRY_URI, own.ACME_TEAM, own.DRAWBRIDGE_SEED], [undefined, "ads", "1"]);
    },
  );

  it(verifies("stack.own-settings", "Knowledge takes root causes from the user's servers and from Spark"), () => {
    const peersOf = (peers?: string) => environment("knowledge", {}, { peers })[partSecretVariables.peers] ?? "";
    const credentialOf = (peers?: string) => environment("spark", {}, { peers }).KNOWLEDGE_CREDENTIAL ?? "";
    assert.equal(peersOf(), `spark=${credentialOf()}`);
    assert.equal(peersOf("orders=abc"), `orders=abc,spark=${credentialOf()}`);
    assert.deepEqual(
      [peersOf("spark=mine,orders=abc"), credentialOf("spark=mine,orders=abc")],
      ["spark=mine,orders=abc", "mine"],
    );
    const own = environment("spark", { KNOWLEDGE_URL: "http://mine" }, { ownKnowledge: true });
    assert.deepEqual([own.KNOWLEDGE_URL, own.KNOWLEDGE_CREDENTIAL], ["http://mine", undefined]);
  });

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
      const identity = second.get("identity") ?? 0;
      const third = await portsFor(["identity", "edge"], folder, new Map([["edge", identity]]));
      assert.equal(third.get("edge"), identity);
      assert.notEqual(third.get("identity"), identity);
    },
  );
});
