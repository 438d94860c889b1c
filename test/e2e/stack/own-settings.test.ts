import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startIdentity } from "@drawbridge/identity/start";
import { CommandLine } from "../../support/agents/command-line.ts";
import { freePort } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";
import { type RunningStack, runStack } from "../../support/worlds/running-stack.ts";

describe("npm start with settings of the user's own", function () {
  this.timeout(120_000);
  const home = mkdtempSync(join(tmpdir(), "drawbridge-own-settings-"));
  const warehouse = join(home, "mine.duckdb");
  const secretFile = join(home, "client-secret");
  const secret = "a-secret-of-the-company's-own-provider";
  let company: Awaited<ReturnType<typeof startIdentity>>;
  let edgeUrl = "";
  let stack: RunningStack;

  before(async () => {
    const port = await freePort();
    edgeUrl = `http://127.0.0.1:${await freePort()}`;
    const registryUrl = `http://127.0.0.1:${port}`;
    company = await startIdentity({
      ...{ port: 0, accessTokenSeconds: 600, logLevel: "error" as const },
      approver: { secret, registryUrl },
    });
    writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
    const variables = {
      DRAWBRIDGE_ISSUER: company.url,
      DRAWBRIDGE_APPROVER_CLIENT_SECRET_FILE: secretFile,
      DRAWBRIDGE_EDGE_URL: edgeUrl,
      DRAWBRIDGE_WAREHOUSE: warehouse,
      DRAWBRIDGE_REGISTRI_URL: registryUrl,
      PORT: "1",
    };
    stack = await runStack({ task: "start", home, port, variables, until: /Ctrl-C stops everything/ });
  });
  after(async () => {
    await stack?.stop();
    await company?.close();
    rmSync(home, { recursive: true, force: true });
  });

  it(
    verifies("stack.own-provider", "npm start with a provider of the user's own signs in no demo user, and says how"),
    () => {
      assert.doesNotMatch(stack.output(), /Starting identity|ada asks Presto/);
      assert.match(
        stack.output(),
        new RegExp(
          `People sign in at your identity provider:\n {2}npx drawbridge login --registry ${stack.registryUrl}`,
        ),
      );
    },
  );

  it(
    verifies("stack.own-provider", "A person of the user's own provider signs in, and calls a tool through that stack"),
    async () => {
      const ada = new CommandLine(home);
      const signIn = await ada.run("login", "--registry", stack.registryUrl, "--as", "ada");
      assert.equal(signIn.code, 0, signIn.stderr);
      const { code, stderr } = await ada.run("call", "presto", "query", "--args", '{"sql":"SELECT 1 AS one"}');
      await ada.run("broker", "--stop");
      assert.equal(code, 0, stderr);
    },
  );

  it(
    verifies("stack.own-settings", "The stack serves at the user's addresses, and keeps its data in the user's files"),
    async () => {
      assert.equal((await fetch(`${edgeUrl}/healthz`)).status, 200);
      assert.ok(existsSync(warehouse));
      assert.ok(!existsSync(join(home, "stack/warehouse.duckdb")));
    },
  );

  it(
    verifies("stack.own-settings", "The stack says which settings it does not use, and which name no part reads"),
    () => {
      assert.match(stack.output(), /PORT is set, and the stack does not use it/);
      assert.match(stack.output(), /DRAWBRIDGE_REGISTRI_URL.* Did you mean DRAWBRIDGE_REGISTRY_URL\?/);
      assert.doesNotMatch(stack.output(), /APPROVER_CLIENT_SECRET is not set/);
    },
  );
});

describe("npm run stack with settings that are wrong", function () {
  this.timeout(60_000);
  const home = mkdtempSync(join(tmpdir(), "drawbridge-wrong-settings-"));
  after(() => rmSync(home, { recursive: true, force: true }));

  it(
    verifies("stack.own-settings", "A stack names the wrong settings of all its parts at once, before Postgres starts"),
    async () => {
      const variables = {
        DRAWBRIDGE_PASSKEYS: "perhaps",
        DRAWBRIDGE_MAX_REQUESTS_PER_USER: "-1",
        DRAWBRIDGE_MAX_RESULT_ROWS: "many",
        PRESTO_DIALECT: "hive",
        KNOWLEDGE_URL: "http://127.0.0.1:9",
        KNOWLEDGE_SOURCES: "/nowhere.json",
      };
      await assert.rejects(runStack({ home, variables }), (error: Error) => {
        for (const name of Object.keys(variables).filter((each) => each !== "KNOWLEDGE_URL"))
          assert.match(error.message, new RegExp(`\n {2}${name}: .+ Example: ${name}=`), error.message);
        assert.match(error.message, /KNOWLEDGE_CREDENTIAL: not set: /);
        return true;
      });
      assert.ok(!existsSync(join(home, "stack/postgres")));
    },
  );
});
