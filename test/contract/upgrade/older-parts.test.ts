import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Part } from "@drawbridge/contracts/part";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { currentOf } from "@drawbridge/contracts/secret";
import type { EdgeSettings } from "@drawbridge/edge/settings";
import { startEdge } from "@drawbridge/edge/start";
import { startServer } from "@drawbridge/framework";
import { helloServer } from "../../../examples/hello-server/server.ts";
import { BrokerClient } from "../../../proxy/client/broker-client.ts";
import { homeOf } from "../../../proxy/files/home.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { until } from "../../support/clocks/until.ts";
import type { Approver } from "../../support/people/approver.ts";
import { type OlderRelease, olderCommit, olderRelease } from "../../support/upgrade/older-release.ts";
import { verifies } from "../../support/verifies.ts";
import { ApprovingStack } from "../../support/worlds/approving-stack.ts";

const run = promisify(execFile);

describe("a part of the release before, between parts of this release", function () {
  this.timeout(180_000);
  let older: OlderRelease;
  let stack: ApprovingStack;
  let ada: Approver;
  /** Which of the restartable parts is of the release before at its next start. */
  const isOlder = { edge: false, server: false };

  const edge = (settings: EdgeSettings): Promise<Part> => {
    if (!isOlder.edge) return startEdge(settings);
    return older.start("reference-servers/edge/main.ts", settings.url, {
      ...{ PORT: String(settings.port), DRAWBRIDGE_EDGE_URL: settings.url },
      ...{ DRAWBRIDGE_REGISTRY_URL: settings.registryUrl, DRAWBRIDGE_LOG_LEVEL: "fatal" },
      [partSecretVariables.root]: currentOf(settings.rootSecret),
    });
  };
  const server = {
    name: "hello",
    start: (variables: NodeJS.ProcessEnv): Promise<Part> =>
      isOlder.server
        ? older.start("examples/hello-server/main.ts", `http://127.0.0.1:${variables.PORT}`, {
            ...{ ...variables, DRAWBRIDGE_LOG_LEVEL: "fatal" },
          })
        : startServer(helloServer, variables),
  };

  before(async function () {
    const found = await olderRelease();
    if (found === null) {
      console.log(`      NOT TESTED: this clone has no commit ${olderCommit}. Clone with the whole history.`);
      return this.skip();
    }
    older = found;
    stack = await ApprovingStack.start({ edge, server });
    ada = await stack.approver("ada");
  });
  after(async () => {
    await stack?.close();
    await older?.dispose();
  });

  /** An agent lists the tools, reads, and writes what ada approves. */
  const use = async (cli: string, home: string, greeting: string): Promise<void> => {
    const agent = new RawAgent(cli, home, ["hello"]);
    try {
      await agent.initialize();
      assert.match(JSON.stringify(await agent.request("tools/list")), /"set_greeting"/);
      assert.match(JSON.stringify(await agent.call("greet", { name: "Ada" })), /, Ada!/);
      const written = agent.call("set_greeting", { greeting });
      const [request] = await ada.pending();
      assert.ok(request);
      assert.equal((await ada.approve(request))?.ok, true);
      assert.match(JSON.stringify(await written), new RegExp(`"now":"${greeting}"`));
      assert.match(JSON.stringify(await agent.call("greet", { name: "Ada" })), new RegExp(`${greeting}, Ada!`));
    } finally {
      await agent.close();
    }
  };

  it(
    verifies(
      "upgrade.older-by-one",
      "Its broker and command line sign in, list, read, and write what a person approved",
    ),
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "drawbridge-older-home-"));
      try {
        const cli = await older.bundledCli();
        const command = async (...args: readonly string[]) =>
          (
            await run(process.execPath, [cli, ...args, "--home", folder], {
              env: { PATH: process.env.PATH, HOME: folder },
            })
          ).stdout;
        await command("login", "--registry", stack.registryUrl, "--as", "ada");
        assert.match(await command("servers"), /hello/);
        await use(cli, folder, "Servus");
      } finally {
        await (await BrokerClient.find(homeOf(folder)))?.shutdown();
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      }
    },
  );

  for (const [part, greeting] of [
    ["edge", "Hei"],
    ["server", "Salut"],
  ] as const)
    it(
      verifies("upgrade.older-by-one", `Its ${part} passes lists, reads, and writes that a person approved`),
      async () => {
        const restartable = part === "edge" ? stack.edge : stack.presto;
        const home = await stack.home("ada");
        isOlder[part] = true;
        try {
          await restartable.restart();
          const authorization = `Bearer ${await stack.identity.accessToken("ada")}`;
          const answer = () =>
            fetch(stack.serverUrl("hello"), { method: "POST", headers: { authorization }, body: "{}" });
          await until("the edge passes calls to the server", async () => (await answer()).status < 500, 60_000);
          await use((await bundledCli()).cli, home.folder, greeting);
        } finally {
          isOlder[part] = false;
          await restartable.restart();
        }
      },
    );
});
