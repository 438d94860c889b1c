/** Usage between real servers and the real registry. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import { type CallUsage, MyUsage, ServerUsage } from "@drawbridge/contracts/usage";
import { defineServer, defineTool } from "@drawbridge/framework";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

const secretWord = "a-word-of-the-arguments";

const workshop = defineServer({
  ...{ name: "workshop", title: "Workshop", description: "For tests.", owner: "Tests", sensitivity: "internal" },
  ...{ support: [], environment: "dev", listed: true },
  access: { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev"] },
  policies: { all: `permit (principal, action == Action::"call", resource in Server::"workshop");` },
  tools: [
    defineTool({
      ...{
        name: "repair",
        title: "Repair",
        description: "Repairs.",
        effect: "read",
        minutesSaved: 7,
        authorize: "all",
      },
      input: z.object({ what: z.string() }),
      output: z.object({ repaired: z.boolean() }),
      async run({ what }) {
        if (what === "nothing") throw new Error("there is nothing to repair");
        return { repaired: true };
      },
    }),
  ],
  open: async () => ({}),
  async ready() {},
  async close() {},
});

const ada = { sub: "ada", groups: ["ads-eng"] };

describe("usage", function () {
  this.timeout(60_000);
  let registry: TestRegistry;
  let folder: string;
  const kits: TestKit[] = [];

  beforeEach(async () => {
    registry = await startTestRegistry();
    folder = await mkdtemp(join(tmpdir(), "drawbridge-usage-"));
  });
  afterEach(async () => {
    for (const kit of kits.splice(0)) await kit.close();
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function serve(url = registry.url): Promise<TestKit> {
    const kit = await startForTest(workshop, {
      settings: { DRAWBRIDGE_OUTBOX_FOLDER: folder, DRAWBRIDGE_USAGE_SECONDS: "0.1" },
      registry: { url, credential: registryCredential(registry.settings.rootSecret, "workshop") },
    });
    kits.push(kit);
    return kit;
  }
  const ofServer = async (claims = ada) =>
    ServerUsage.parse(await (await registry.asUser("/servers/workshop/usage", claims)).json());
  const own = async (claims = ada) => MyUsage.parse(await (await registry.asUser("/me/usage", claims)).json());

  it(
    verifies(
      "usage.visible",
      "Usage shows a server's last thirty days, and each user their own; a refused call is in no sum",
    ),
    async () => {
      const client = await (await serve()).connect({ user: "ada", groups: ["ads-eng"] });
      await client.callTool({ name: "repair", arguments: { what: secretWord } });
      await client.callTool({ name: "repair", arguments: { what: "nothing" } });
      await client.callTool({ name: "repair", arguments: { that: "is not right" } });
      await until("usage", async () => (await own()).recent.length === 3);
      const { days, tools } = await ofServer();
      const today = days.at(-1);
      assert.deepEqual([days.length, today?.calls, today?.errors, today?.minutesSaved], [30, 2, 1, 7]);
      assert.equal(today?.day, new Date().toISOString().slice(0, 10));
      assert.deepEqual(
        tools.map(({ tool, calls, errors, minutesSaved }) => [tool, calls, errors, minutesSaved]),
        [["repair", 2, 1, 7]],
      );
      const { month, recent } = await own();
      assert.deepEqual(month, { calls: 2, errors: 1, minutesSaved: 7 });
      assert.deepEqual(recent.map(({ end }) => end).sort(), ["failed", "ok", "refused"]);
    },
  );

  it(verifies("usage.private", "Usage stores no arguments, and shows no user another's calls"), async () => {
    const client = await (await serve()).connect({ user: "ada", groups: ["ads-eng"] });
    await client.callTool({ name: "repair", arguments: { what: secretWord } });
    await until("usage", async () => (await own()).month.calls === 1);
    assert.deepEqual((await own({ sub: "ines", groups: ["ads-eng"] })).recent, []);
    for (const path of ["/me/usage", "/servers/workshop/usage"]) {
      assert.ok(!(await (await registry.asUser(path, ada)).text()).includes(secretWord));
    }
    assert.equal((await fetch(`${registry.url}/api/v1/me/usage`)).status, 401);
    assert.equal(
      (await registry.asPart("workshop", "/servers/presto/usage", { method: "POST", body: "{}" })).status,
      403,
    );
  });

  it(verifies("usage.counted-once", "Usage counts a call once, even if a server reports it again"), async () => {
    await registry.announce(manifestOf("workshop"), "http://127.0.0.1:1/mcp");
    const call: CallUsage = {
      id: "one",
      at: new Date().toISOString(),
      tool: "repair",
      user: "ada",
      agent: null,
      end: "ok",
      ms: 3,
      minutesSaved: 7,
    };
    for (let report = 0; report < 3; report += 1) {
      const body = JSON.stringify({ calls: [call, { ...call, id: `other-${report}` }] });
      assert.equal(
        (await registry.asPart("workshop", "/servers/workshop/usage", { method: "POST", body })).status,
        204,
      );
    }
    assert.equal((await own()).month.calls, 4);
  });

  it(verifies("usage.durable", "Usage loses no call while the registry is down or a server ends"), async () => {
    const kit = await serve();
    const client = await kit.connect({ user: "ada", groups: ["ads-eng"] });
    await registry.part.close();
    for (let call = 0; call < 5; call += 1) await client.callTool({ name: "repair", arguments: { what: secretWord } });
    const [file = ""] = await readdir(folder);
    await until("usage", async () => (await readFile(join(folder, file), "utf8")).trim().split("\n").length === 5);
    assert.ok(!(await readFile(join(folder, file), "utf8")).includes(secretWord));
    await kit.close();
    kits.pop();
    const { databaseUrl, rootSecret } = registry.settings;
    await registry.issuer.stop();
    registry = await startTestRegistry({ databaseUrl, rootSecret });
    await serve();
    await until("usage", async () => (await own()).month.calls === 5);
    await until("usage", async () => (await readdir(folder)).length === 0);
  });

  it(
    verifies("text.refused", "A server answers 400 to an agent whose name cannot be stored, and counts no call"),
    async () => {
      const kit = await serve();
      const call = (name: string) =>
        fetch(`${kit.url}/mcp`, {
          method: "POST",
          headers: {
            ...kit.headers({ user: "ada", groups: ["ads-eng"] }),
            ...{ "content-type": "application/json", accept: "application/json, text/event-stream" },
            ...{ "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "repair" },
          },
          body: JSON.stringify({
            ...{ jsonrpc: "2.0", id: "the-call", method: "tools/call" },
            params: {
              ...{ name: "repair", arguments: { what: secretWord } },
              _meta: {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientInfo": { name, version: "1" },
                "io.modelcontextprotocol/clientCapabilities": {},
              },
            },
          }),
        });
      for (const name of ["claude\0code", "half \ud83d"]) {
        const response = await call(name);
        const answer = z
          .object({ id: z.string(), error: z.object({ code: z.number(), message: z.string() }) })
          .parse(await response.json());
        assert.deepEqual([response.status, answer.id, answer.error.code], [400, "the-call", -32_602]);
        assert.match(answer.error.message, /clientInfo\.name holds a NUL or half a character/);
      }
      // A name whose hundredth code unit is in the middle of a character, where it is cut.
      assert.equal((await call(`${"x".repeat(99)}😀`)).status, 200);
      await until("usage", async () => (await own()).month.calls === 1);
      assert.equal((await own()).recent[0]?.agent, "x".repeat(99));
    },
  );

  it(
    verifies(
      "usage.poison",
      "Usage reporting continues after a restart although the registry refuses a call of the outbox",
    ),
    async () => {
      const row = (id: string, over: object = {}) => ({
        ...{
          id,
          at: new Date().toISOString(),
          tool: "repair",
          user: "ada",
          agent: null,
          end: "ok",
          ms: 1,
          minutesSaved: 1,
        },
        ...over,
      });
      const rows = [row("a"), row("b", { agent: "claude\0code" }), row("c", { tool: "t".repeat(201) }), row("d")];
      const file = join(folder, "workshop-usage.jsonl");
      await writeFile(file, rows.map((each) => `${JSON.stringify(each)}\n`).join(""));
      const kit = await serve();
      await until("usage", async () => (await own()).month.calls === 2);
      await until("nothing waits", async () => !(await readdir(folder)).includes("workshop-usage.jsonl"));
      const aside = await readFile(join(folder, "workshop-usage-set-aside.jsonl"), "utf8");
      assert.deepEqual(
        aside
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line).id),
        ["b", "c"],
      );
      const metrics = await (await fetch(`${kit.url}/metrics`)).text();
      assert.match(metrics, /drawbridge_usage_set_aside(_total)?\{[^}]*server="workshop"[^}]*\} 2/);
      assert.doesNotMatch(metrics, /claude/);
    },
  );
});
