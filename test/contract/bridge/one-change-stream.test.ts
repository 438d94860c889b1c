import assert from "node:assert/strict";
import type { JsonObject } from "../../../proxy/kernel/json.ts";
import { CommandLine } from "../../support/agents/command-line.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { modernMeta, RawAgent } from "../../support/agents/raw-agent.ts";
import { until } from "../../support/clocks/until.ts";
import { answerJson, ScriptedUpstream } from "../../support/servers/scripted-upstream.ts";
import { modernServer } from "../../support/transcript/modern-server.ts";
import type { FeatureServer } from "../../support/transcript/server.ts";
import { verifies } from "../../support/verifies.ts";

const toolsChanged = "notifications/tools/list_changed";
const listen = "subscriptions/listen";

const textOf = (chunk: unknown): string =>
  chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : String(chunk);

describe("the change stream of one broker", function () {
  this.timeout(60_000);
  let commands: CommandLine;
  let cli: string;
  let server: FeatureServer;
  let upstream: ScriptedUpstream;
  /** How many streams the server gave, and how many of them are open. */
  let acknowledged = 0;
  let open = 0;
  before(async () => {
    ({ cli } = await bundledCli());
    commands = new CommandLine(undefined, cli);
    server = modernServer(0);
    upstream = await new ScriptedUpstream((request, response) => {
      const write = response.write.bind(response);
      response.write = (chunk: unknown) => {
        if (textOf(chunk).includes("subscriptions/acknowledged")) {
          acknowledged += 1;
          open += 1;
          response.once("close", () => {
            open -= 1;
          });
        }
        return write(chunk);
      };
      server.serve(request, response);
    }).start();
  });
  after(async () => {
    await RawAgent.endAll();
    await commands.dispose();
    await upstream.close();
  });

  const agent = () => new RawAgent(cli, commands.home, ["--url", upstream.url]);
  const isHeardBy = (agents: readonly RawAgent[], times: number) =>
    until("each agent hears of the change", () =>
      agents.every(({ messages }) => messages.filter(({ method }) => method === toolsChanged).length === times),
    );
  async function begin(era: "legacy" | "modern"): Promise<RawAgent> {
    const begun = agent();
    if (era === "legacy") {
      const clientInfo = { name: "raw", version: "1" };
      await begun.request("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo });
      begun.send({ method: "notifications/initialized" });
      await begun.request("tools/list");
    } else {
      const params: JsonObject = { _meta: modernMeta() };
      await begun.request("tools/list", params);
      begun.send({ id: "listen", method: listen, params: { ...params, notifications: { toolsListChanged: true } } });
      await until("the agent listens", () =>
        begun.messages.some(({ method }) => String(method).endsWith("acknowledged")),
      );
    }
    return begun;
  }

  it(
    verifies(
      "bridge.refused-stream",
      "While a server refuses the stream, an agent hears of changes, and a person of the refusal",
    ),
    async () => {
      const error = { code: -32_603, message: "Subscription limit reached: orders keeps 1 change stream at once." };
      upstream.script = ({ message: { method, id } }, response) =>
        method === listen && answerJson(response, 429, { jsonrpc: "2.0", id, error });
      const first = await begin("legacy");
      await until("the stream is refused", () => upstream.count(listen) > 1);
      const { stdout } = await commands.run("status");
      assert.match(
        stdout,
        /^Changes {3}.* has not reported changes since .*"Subscription limit reached: orders keeps 1/m,
      );
      assert.match((await commands.run("doctor")).stdout, /^note {2}changes: not reported by .*Subscription limit/m);
      upstream.script = () => false;
      // The stream is given, and what came before it counts as changed: the tools are read again.
      server.toolsChanged();
      await isHeardBy([first], 1);
      assert.doesNotMatch((await commands.run("status")).stdout, /^Changes/m);
      const { stdout: log } = await commands.run("logs");
      assert.equal(log.match(/does not report its changes/g)?.length, 1, "the log says it once");
      assert.match(log, /reports its changes again/);
      await first.close();
    },
  );

  it(verifies("bridge.one-change-stream", "Four agents of one broker hear of a change on one stream"), async () => {
    // A stream of an agent that just ended would serve the next agents, too.
    await until("no stream is open", () => open === 0);
    const [from, before] = [upstream.exchanges.length, acknowledged];
    const agents = await Promise.all((["legacy", "modern", "legacy", "modern"] as const).map(begin));
    const requests = () => upstream.count(listen, from);
    await until(
      "the streams that were asked for are given",
      () => requests() > 0 && acknowledged - before === requests(),
    );
    server.toolsChanged();
    await isHeardBy(agents, 1);
    const filters = upstream.exchanges
      .slice(from)
      .filter(({ message }) => message.method === listen)
      .map(({ message }) => JSON.stringify(message.params));
    // Legacy agents hear of more, so the stream of a modern agent that came first is replaced once.
    assert.ok(new Set(filters).size === filters.length && filters.length <= 2, filters.join("\n"));
  });
});
