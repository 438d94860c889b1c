import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokerClient } from "../../../proxy/client/broker-client.ts";
import { homeOf } from "../../../proxy/files/home.ts";
import { type JsonObject, objectAt } from "../../../proxy/kernel/json.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { firstTextOf } from "../../support/agents/response.ts";
import { Host, type HostEra } from "../../support/transcript/host.ts";
import { legacyServer } from "../../support/transcript/legacy-server.ts";
import { modernServer } from "../../support/transcript/modern-server.ts";
import type { FeatureServer } from "../../support/transcript/server.ts";
import { type Tap, tapped } from "../../support/transcript/tap.ts";
import { Transcript } from "../../support/transcript/transcript.ts";
import { verifies } from "../../support/verifies.ts";

const eras = ["legacy", "modern"] as const;
const serverOf: Record<HostEra, () => FeatureServer> = { legacy: legacyServer, modern: () => modernServer() };

describe("servers that change while agents use them", function () {
  this.timeout(30_000);
  const home = homeOf(mkdtempSync(join(tmpdir(), "drawbridge-changing-")));
  let cli: string;
  let transcript: Transcript;
  let server: FeatureServer;
  let tap: Tap;
  let hosts: Host[];
  before(async () => {
    ({ cli } = await bundledCli());
  });
  after(async () => {
    await (await BrokerClient.find(home))?.shutdown();
    rmSync(home.folder, { recursive: true, force: true, maxRetries: 3 });
  });
  afterEach(async () => {
    await Promise.all(hosts.map((host) => host.close()));
    await tap.close();
  });

  /** Puts a server at a new address. */
  async function put(first: FeatureServer): Promise<void> {
    hosts = [];
    transcript = new Transcript();
    server = first;
    tap = await tapped(withChanges(), transcript);
  }

  /** The server that runs there now. */
  const withChanges = (): FeatureServer => ({
    ...server,
    serve: (request, response) => server.serve(request, response),
  });

  function connect(era: HostEra): Host {
    const host = new Host(era, new RawAgent(cli, home.folder, ["--url", tap.url]), transcript, {});
    hosts.push(host);
    return host;
  }

  async function begun(era: HostEra, serverEra: HostEra): Promise<Host> {
    const host = connect(era);
    await host.begin(serverEra);
    return host;
  }

  const look = async (host: Host, text: string) =>
    firstTextOf(await host.request("tools/call", { name: "look", arguments: { text } }));
  const toolsOf = async (host: Host): Promise<number> => {
    const { tools } = objectAt(await host.request("tools/list"), "result");
    return Array.isArray(tools) ? tools.length : 0;
  };
  const listens = { notifications: { toolsListChanged: true, promptsListChanged: true } };

  for (const era of eras) {
    describe(`with a ${era} agent`, () => {
      it(
        verifies(
          "bridge.tool-cache",
          `A bridge reads a server's tools once within the time that the list is valid (${era} agent)`,
        ),
        async () => {
          await put(modernServer(60_000));
          assert.equal(await toolsOf(await begun(era, "modern")), 10);
          const second = await begun(era, "modern");
          assert.equal(await toolsOf(second), 10);
          assert.equal(await toolsOf(second), 10);
          assert.equal(transcript.count("bridge → server", '"tools/list"'), 1);
        },
      );

      it(
        verifies(
          "bridge.tool-cache",
          `A bridge reads the tools again in the background, and notifies a ${era} agent if they changed`,
        ),
        async () => {
          await put(modernServer(0));
          const host = await begun(era, "modern");
          const before = await toolsOf(host);
          if (era === "modern") {
            host.start("subscriptions/listen", listens);
            await host.until("server → bridge", "subscriptions/acknowledged");
          }
          // Another server in its place, with one tool more. The server announces it to no one.
          server = modernServer(0);
          server.toolsChanged();
          let letGo = () => {};
          tap.hold = new Promise<void>((done) => {
            letGo = done;
          });
          transcript.begin();
          const startedAt = performance.now();
          const list = host.request("tools/list");
          await host.until("bridge → host", '"tools"');
          const elapsedMs = performance.now() - startedAt;
          assert.ok(elapsedMs < 1_000, `${elapsedMs} ms: the server answers nothing yet`);
          letGo();
          await list;
          await host.until("bridge → host", "notifications/tools/list_changed");
          assert.equal(await toolsOf(host), before + 1);
        },
      );

      it(
        verifies(
          "bridge.missed-changes",
          `A bridge notifies a ${era} agent of changes that it missed while its connection was broken`,
        ),
        async () => {
          await put(modernServer(60_000));
          const host = await begun(era, "modern");
          const before = await toolsOf(host);
          if (era === "modern") {
            host.start("subscriptions/listen", listens);
            await host.until("server → bridge", "subscriptions/acknowledged");
          }
          transcript.begin();
          server = modernServer(60_000);
          server.toolsChanged();
          tap.cut();
          await host.until("bridge → host", "notifications/tools/list_changed");
          await host.until("bridge → host", "notifications/prompts/list_changed");
          assert.equal(await toolsOf(host), before + 1);
        },
      );

      for (const [from, to] of [
        ["legacy", "modern"],
        ["modern", "legacy"],
      ] as const) {
        it(
          verifies("bridge.era-change", `A ${era} agent does not notice that a server changes from ${from} to ${to}`),
          async () => {
            await put(serverOf[from]());
            const host = await begun(era, from);
            assert.equal(await look(host, "before"), "before");
            server = serverOf[to]();
            tap.cut();
            assert.equal(await look(host, "after"), "after");
            const other = connect(era);
            await other.begin(to);
            assert.equal(await look(other, "from the start"), "from the start");
          },
        );
      }
    });
  }

  it(
    verifies("bridge.known-again", "A changed server is described to the next agent by its new description"),
    async () => {
      await put(modernServer());
      await begun("legacy", "modern");
      server = { ...server, serve: legacyServer().serve };
      const nameIn = (response: JsonObject) => objectAt(objectAt(response, "result"), "serverInfo").name;
      const hello = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "golden", version: "1" } };
      assert.equal(nameIn(await connect("legacy").request("initialize", hello)), "modern", "at once, as last known");
      assert.equal(nameIn(await connect("legacy").request("initialize", hello)), "legacy", "as learnt behind");
    },
  );

  it(
    verifies("bridge.session-restored", "A bridge repeats the host's settings to a server that forgot its sessions"),
    async () => {
      await put(legacyServer());
      const host = await begun("legacy", "legacy");
      await host.request("logging/setLevel", { level: "debug" });
      await host.request("resources/subscribe", { uri: "memo://one" });
      await host.request("resources/subscribe", { uri: "memo://two" });
      await host.request("resources/unsubscribe", { uri: "memo://two" });
      server = legacyServer();
      transcript.begin();
      assert.equal(await look(host, "in a new session"), "in a new session");
      assert.equal(transcript.count("bridge → server", '"initialize"'), 1);
      assert.equal(transcript.count("bridge → server", '"level":"debug"'), 1);
      assert.equal(transcript.count("bridge → server", '"resources/subscribe"'), 1);
      assert.equal(transcript.count("bridge → server", "memo://one"), 1);
      server.resourceUpdated("memo://one");
      await host.until("bridge → host", "notifications/resources/updated");
    },
  );
});
