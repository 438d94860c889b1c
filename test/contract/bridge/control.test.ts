import assert from "node:assert/strict";
import { once } from "node:events";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import WebSocket from "ws";
import { readKey } from "../../../proxy/broker/ensure.ts";
import type { Home } from "../../../proxy/files/home.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { rawControlClient } from "../../support/agents/raw-control-client.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

describe("the control channel", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let home: Home;
  before(async () => {
    world = await UpstreamWorld.start();
    home = world.home();
  });
  after(() => world.close());

  it(
    verifies(
      "broker.control",
      "The control channel shows each window the folders of the others, as long as those are open",
    ),
    async () => {
      await withControl(home, async (broker) => {
        const { socket, events } = await rawControlClient(home);
        const others = (): unknown => events.findLast((each) => each.event === "windows");
        const shown = (folders: readonly string[]) => () =>
          JSON.stringify(others()) === JSON.stringify({ event: "windows", folders });
        socket.send(JSON.stringify({ id: 1, method: "approvals", params: { folders: ["/projects/here"] } }));
        await until("it hears that there is no other", shown([]));
        await broker.request("approvals", { folders: ["/projects/there", "/projects/more"] });
        await until("it hears of the other", shown(["/projects/there", "/projects/more"]));
        await broker.request("approvals", { folders: ["/projects/else"] });
        await until("it hears of the change", shown(["/projects/else"]));
        broker.close();
        await until("it hears that the other has gone", shown([]));
        socket.close();
      });
    },
  );

  it(
    verifies(
      "broker.control",
      "The control channel reports who is signed in and what they may use, and every change to all clients",
    ),
    async () => {
      await withControl(home, async (broker) => {
        const before = await broker.request("status");
        assert.equal(before.session, "signed-out");
        const { failure, ...unread } = await broker.request("servers");
        assert.deepEqual(unread, { servers: [], asOf: null, stale: true });
        assert.match(failure ?? "", /You are not signed in/);
        const { socket, events } = await rawControlClient(home);
        const tokens = await world.identity.tokens("ada");
        const after = await broker.request("signIn", { wellKnown: world.wellKnown, tokens });
        assert.equal(after.session, "signed-in");
        assert.deepEqual(after.user, { name: "ada", groups: ["ads-eng"] });
        assert.equal(after.registry, world.registry.url);
        assert.equal(after.online, true);
        const { servers, stale } = await broker.request("servers");
        assert.equal(stale, false);
        assert.deepEqual(servers.map(({ name }) => name).sort(), ["legacy", "modern"]);
        await until("the other client heard", () => events.length >= 2);
        assert.ok(events.some((each) => each.event === "session" && each.status.session === "signed-in"));
        assert.ok(events.some((each) => each.event === "catalogue" && each.catalogue.servers.length === 2));
        socket.close();
        assert.equal((await broker.request("signOut")).session, "signed-out");
      });
    },
  );

  it(
    verifies("broker.control", "The control channel answers a request that it does not know, and continues"),
    async () => {
      const { socket, answers } = await rawControlClient(home);
      for (const text of ["{", '{"id":7,"method":"format-disk"}', '{"id":8,"method":"signIn","params":{}}'])
        socket.send(text);
      socket.send(Buffer.from([1, 2, 3]));
      socket.send('{"id":9,"method":"status"}');
      await until("all are answered", () => answers.length === 5);
      const ids = answers.map(({ id, error }) => [id, error?.code ?? "ok"]);
      assert.deepEqual(ids, [
        [0, "bad-request"],
        [7, "bad-request"],
        [8, "bad-request"],
        [0, "bad-request"],
        [9, "ok"],
      ]);
      socket.close();
    },
  );

  for (const [what, path, headers] of [
    ["no key", "/control", {}],
    ["a wrong key", "/control", { "x-drawbridge-key": "x".repeat(43) }],
    ["another path", "/", undefined],
  ] as const) {
    it(verifies("broker.key", `The control channel refuses a client with ${what}`), async () => {
      const key = { "x-drawbridge-key": readKey(home) };
      const socket = new WebSocket(`ws+unix://${home.endpoint}:${path}`, { headers: headers ?? key });
      const [error] = await once(socket, "error");
      assert.match(String(error), /Unexpected server response: 40[14]/);
    });
  }

  it(verifies("broker.quiet-log", "The broker's log has a line for each call, and no content"), async () => {
    await world.signIn(home, "ada");
    const { cli } = await bundledCli();
    const agent = new RawAgent(cli, home.folder, ["modern"]);
    await agent.initialize();
    await agent.call("echo", { text: "the-secret-argument" });
    await agent.call("no such\ntool", { text: "the-secret-argument" });
    await agent.close();
    await until("it is written", () => /modern no_such\?tool \d+ ms/.test(log()));
    assert.match(log(), /^\d{4}-\d\d-\d\dT[\d:.]+Z modern echo \d+ ms ok raw account=[0-9a-f]{16} folder=\S+$/m);
    const tokens = await world.identity.tokens("ada");
    for (const secret of ["the-secret-argument", tokens.accessToken, readKey(home), "eyJ", "Bearer"]) {
      assert.equal(log().includes(secret), false, secret);
    }
  });

  it(verifies("broker.quiet-log", "The broker starts a new log file when the log grows"), async () => {
    await withControl(home, (broker) => broker.shutdown());
    appendFileSync(home.brokerLog, `${"x".repeat(1023)}\n`.repeat(1100));
    await withControl(home, (broker) => broker.request("status"));
    await until("the log began again", () => existsSync(home.brokerLog) && log().length < 10_000);
    assert.ok(readFileSync(`${home.brokerLog}.1`, "utf8").length > 1_000_000);
  });

  /** Empty if the broker has written nothing yet. */
  const log = () => (existsSync(home.brokerLog) ? readFileSync(home.brokerLog, "utf8") : "");
});
