import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { BrokerClient } from "../../proxy/client/broker-client.ts";
import type { Home } from "../../proxy/files/home.ts";
import { type JsonObject, objectAt } from "../../proxy/kernel/json.ts";
import { modernMeta, RawAgent } from "../support/agents/raw-agent.ts";
import { codeOf, resultOf } from "../support/agents/response.ts";
import { until } from "../support/clocks/until.ts";
import { chance, seed } from "../support/machine/seeded.ts";
import { verifies } from "../support/verifies.ts";
import { onceForSuite } from "../support/worlds/suite-hooks.ts";
import { startUpstreamWithAda, type UpstreamWorld, withControl } from "../support/worlds/upstream-world.ts";

describe("a broker that dies", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let home: Home;
  let cli: string;
  onceForSuite(startUpstreamWithAda, (started) => {
    ({ world, cli, home } = started);
  });

  const brokerPid = async () => (await withControl(home, (broker) => broker.request("status"))).pid;
  const killBroker = async () => process.kill(await brokerPid(), "SIGKILL");
  /** The same while other processes start the next broker, so that there may be none at this moment. */
  const killNextBroker = () =>
    until("there is one", async () => {
      const broker = await BrokerClient.find(home).catch(() => null);
      const status = await broker?.request("status").catch(() => null);
      broker?.close();
      return status ? process.kill(status.pid, "SIGKILL") : false;
    });

  for (const era of ["legacy", "modern"] as const) {
    it(verifies("bridge.broker-death", `The bridge answers a ${era} agent's open calls within a second`), async () => {
      const agent = new RawAgent(cli, home.folder, [era]);
      try {
        const meta = era === "modern" ? modernMeta() : {};
        if (era === "legacy") await agent.initialize();
        world[era].events.length = 0;
        const calls = [1, 2, 3].map(() => agent.call("slow", { steps: 100, ms: 100 }, meta));
        await until("the calls run", () => world[era].events.filter((each) => each === "ran slow").length === 3);
        const pid = await brokerPid();
        const begun = performance.now();
        process.kill(pid, "SIGKILL");
        const answers = await Promise.all(calls);
        assert.ok(performance.now() - begun < 1000, `${performance.now() - begun} ms`);
        for (const answer of answers) {
          assert.equal(codeOf(answer), "may-have-run");
          assert.match(JSON.stringify(answer), /may have run/);
        }
      } finally {
        await agent.close();
      }
    });

    it(verifies("bridge.rejoins", `The bridge continues for a ${era} agent with a new broker`), async () => {
      const agent = new RawAgent(cli, home.folder, [era]);
      try {
        const meta = era === "modern" ? modernMeta() : {};
        if (era === "legacy") await agent.initialize();
        else await agent.request("server/discover", { _meta: meta });
        for (let round = 0; round < 3; round += 1) {
          const messageCount = agent.messages.length;
          const pid = await brokerPid();
          process.kill(pid, "SIGKILL");
          const answer = await agent.call("echo", { text: `round ${round}` }, meta);
          assert.match(JSON.stringify(answer), new RegExp(`round ${round}|may-have-run`));
          const again = await agent.call("echo", { text: `again ${round}` }, meta);
          assert.match(JSON.stringify(again), new RegExp(`again ${round}`));
          assert.notEqual(await brokerPid(), pid);
          const unasked = agent.messages.slice(messageCount).filter(({ method }) => method === undefined);
          assert.equal(unasked.length, 2, "two calls, two answers: no second answer to the handshake");
        }
        assert.deepEqual(agent.noise, []);
      } finally {
        await agent.close();
      }
    });
  }

  for (const era of ["legacy", "modern"] as const) {
    it(
      verifies("bridge.gap", `An agent hears of a ${era} server's tool that came while no broker was there`),
      async () => {
        const agent = new RawAgent(cli, home.folder, [era]);
        try {
          await agent.initialize();
          await agent.request("tools/list");
          // The list that the server gives is in the file from which the next broker reads it.
          await agent.request("tools/list");
          const before = agent.notifications("notifications/tools/list_changed").length;
          await killBroker();
          world[era].grow();
          await until(
            "the agent hears of it",
            () => agent.notifications("notifications/tools/list_changed").length > before,
          );
        } finally {
          await agent.close();
        }
      },
    );
  }

  it(verifies("bridge.rejoins", "The bridge repeats calls that only read, and still reports changes"), async () => {
    const agent = new RawAgent(cli, home.folder, ["legacy"]);
    try {
      await agent.initialize();
      await agent.request("tools/list");
      await killBroker();
      const lists = await Promise.all([1, 2, 3].map(() => agent.request("tools/list")));
      for (const list of lists) assert.ok(Array.isArray(resultOf(list).tools), JSON.stringify(list));
      await until("the new session is open", async () => {
        world.legacy.grow();
        await new Promise((done) => setTimeout(done, 100));
        return agent.notifications("notifications/tools/list_changed").length > 0;
      });
    } finally {
      await agent.close();
    }
  });

  it(
    verifies(
      "bridge.never-twice",
      `A broker's death at any moment loses no answer and runs nothing twice (seed ${seed})`,
    ),
    async () => {
      let dying = true;
      const random = chance("broker death");
      const agents = (["legacy", "modern", "modern"] as const).map((era) => new RawAgent(cli, home.folder, [era]));
      try {
        await Promise.all(agents.map((agent) => agent.initialize()));
        world.modern.texts.length = 0;
        world.legacy.texts.length = 0;
        const sent: { text: string; answer: Promise<JsonObject> }[] = [];
        const chatter = agents.map(async (agent, a) => {
          for (let call = 0; dying; call += 1) {
            const text = `${a}.${call}.`;
            sent.push({ text, answer: agent.call(random() < 0.5 ? "echo" : "look", { text }) });
            await sleep(random() * 12);
          }
        });
        for (let death = 0; death < 5; death += 1) {
          await sleep(100 + random() * 400);
          await killNextBroker();
        }
        await sleep(300);
        dying = false;
        await Promise.all(chatter);
        const ran = [...world.modern.texts, ...world.legacy.texts];
        for (const { text, answer } of sent) {
          const answerText = JSON.stringify(await answer);
          assert.match(answerText, new RegExp(`"${text}"|may-have-run|did not run`));
          if (answerText.includes("did not run"))
            assert.ok(!ran.includes(text), `${text} ran, and the answer says it did not`);
        }
        assert.deepEqual(
          ran.filter((text, at) => ran.indexOf(text) !== at),
          [],
          "ran twice",
        );
        for (const agent of agents) {
          const ids = agent.messages.map(({ id }) => id).filter((id) => id !== undefined);
          assert.equal(new Set(ids).size, ids.length, "each is answered once");
          assert.deepEqual(agent.noise, []);
        }
      } finally {
        dying = false;
        await Promise.all(agents.map((agent) => agent.close()));
      }
    },
  );

  it(verifies("bridge.rejoins", "The bridge restores the log level and the watched resources"), async () => {
    const agent = new RawAgent(cli, home.folder, ["legacy"]);
    const heard: string[] = [];
    world.legacy.instead = async (request, response) => {
      if (request.method !== "POST") return void response.writeHead(405).end();
      const { id, method, params } = JSON.parse((await buffer(request)).toString());
      if (/setLevel|subscribe/.test(method)) heard.push(`${method} ${params.level ?? params.uri}`);
      if (id === undefined) return void response.writeHead(202).end();
      const serverInfo = { name: "plain", version: "1" };
      const capabilities = { logging: {}, resources: { subscribe: true } };
      const handshake = { protocolVersion: "2025-11-25", capabilities, serverInfo };
      const result = method === "initialize" ? handshake : {};
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    };
    try {
      await agent.initialize();
      await agent.request("logging/setLevel", { level: "debug" });
      for (const uri of ["file:///a", "file:///b"]) await agent.request("resources/subscribe", { uri });
      await agent.request("resources/unsubscribe", { uri: "file:///b" });
      heard.length = 0;
      const before = agent.messages.length;
      await killBroker();
      await until("the next server session knows", () => heard.length >= 2);
      await agent.request("prompts/list");
      assert.deepEqual(heard, ["logging/setLevel debug", "resources/subscribe file:///a"]);
      assert.equal(agent.messages.length, before + 1, "the agent hears the answer to its own request alone");
    } finally {
      world.legacy.instead = null;
      await agent.close();
    }
  });

  it(verifies("bridge.rejoins", "One new broker serves twenty bridges"), async () => {
    const agents = Array.from({ length: 20 }, () => new RawAgent(cli, home.folder, ["modern"]));
    try {
      await Promise.all(agents.map((agent) => agent.initialize()));
      await killBroker();
      const answers = await Promise.all(agents.map((agent) => agent.request("tools/list")));
      for (const answer of answers) assert.ok(Array.isArray(resultOf(answer).tools), JSON.stringify(answer));
      await until(
        "all are back",
        async () => (await withControl(home, (broker) => broker.request("status"))).bridges === 20,
      );
    } finally {
      await Promise.all(agents.map((agent) => agent.close()));
    }
  });

  it(verifies("bridge.broker-death", "A broker that ends in order lets running calls finish"), async () => {
    const agent = new RawAgent(cli, home.folder, ["modern"]);
    try {
      await agent.initialize();
      world.modern.events.length = 0;
      const call = agent.call("steps", { steps: 5, ms: 100 });
      await until("the call runs", () => world.modern.events.includes("ran steps"));
      await withControl(home, (broker) => broker.shutdown());
      assert.match(JSON.stringify(await call), /5 steps/);
      assert.match(JSON.stringify(await agent.call("echo", { text: "the next one" })), /the next one/);
    } finally {
      await agent.close();
    }
  });

  it(verifies("bridge.no-broker", "The agent learns why no broker can be started"), async () => {
    const folder = mkdtempSync(join(tmpdir(), "drawbridge-no-"));
    // A file instead of the home folder, so that no user, not even root, can make a folder there.
    const blocked = join(folder, "home");
    writeFileSync(blocked, "");
    const agent = new RawAgent(cli, blocked, ["modern"]);
    try {
      const answer = await agent.initialize();
      assert.match(JSON.stringify(objectAt(answer, "error")), /cannot write to .*home/);
      const call = await agent.call("echo", { text: "x" });
      assert.equal(codeOf(call), "unreachable");
      assert.match(JSON.stringify(call), /did not run/);
      assert.match(agent.stderr, /^drawbridge: Drawbridge cannot write to/);
      rmSync(blocked);
      mkdirSync(blocked, { mode: 0o700 });
      await until("it works once the folder does", async () =>
        /drawbridge login/.test(JSON.stringify(await agent.call("echo", { text: "x" }))),
      );
    } finally {
      await agent.close();
      await world.dispose({
        ...home,
        folder: blocked,
        endpoint: join(blocked, "broker.sock"),
        keyFile: join(blocked, "key"),
      });
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it(verifies("broker.private", "A new broker takes over a socket on which no process listens"), async () => {
    const stale = world.home();
    chmodSync(stale.folder, 0o755);
    const pid = (await withControl(stale, (broker) => broker.request("status"))).pid;
    process.kill(pid, "SIGKILL");
    const agent = new RawAgent(cli, stale.folder, ["modern"]);
    try {
      assert.match(JSON.stringify(await agent.initialize()), /drawbridge login/);
    } finally {
      await agent.close();
    }
  });
});
