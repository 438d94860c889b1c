import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tryConnect } from "../../proxy/broker/ensure.ts";
import { BrokerClient } from "../../proxy/client/broker-client.ts";
import type { Home } from "../../proxy/files/home.ts";
import { bundledCli } from "../support/agents/proxy-bundle.ts";
import { RawAgent } from "../support/agents/raw-agent.ts";
import { until } from "../support/clocks/until.ts";
import { temporaryHome } from "../support/identity/sign-in.ts";
import { verifies } from "../support/verifies.ts";

describe("the one broker of a home", function () {
  this.timeout(60_000);
  let cli: string;
  let home: Home & { dispose(): void };
  let started: ChildProcess[] = [];
  before(async () => {
    ({ cli } = await bundledCli());
  });
  beforeEach(() => {
    home = temporaryHome();
    started = [];
  });
  afterEach(async () => {
    await RawAgent.endAll();
    for (const child of living()) child.kill("SIGKILL");
    await Promise.all(started.map(gone));
    // A broker that a bridge started is not a child of this process.
    await (await BrokerClient.find(home))?.shutdown();
    home.dispose();
  });

  const start = (variables: NodeJS.ProcessEnv = {}): ChildProcess => {
    const env = { PATH: process.env.PATH, HOME: home.folder, ...variables };
    const child = spawn(process.execPath, [cli, "broker", "--home", home.folder], { env, stdio: "ignore" });
    started.push(child);
    return child;
  };
  const gone = async (child: ChildProcess) => {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  const living = () => started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);

  /** Waits until all but one have ended, and asks the endpoint for the pid of the one that is left. */
  async function theOneLeft(): Promise<number | undefined> {
    await until("one is left", () => living().length === 1, 30_000);
    await until("it listens", async () => {
      const socket = await tryConnect(home.endpoint);
      socket?.destroy();
      return socket !== null;
    });
    const client = await BrokerClient.find(home);
    assert.ok(client);
    const { pid } = await client.request("status");
    client.close();
    assert.equal(pid, living()[0]?.pid);
    return pid;
  }

  it(verifies("broker.one", "One of twenty brokers that start at once lives; the others exit with 0"), async () => {
    for (let i = 0; i < 20; i += 1) start();
    await theOneLeft();
    assert.deepEqual([...new Set(started.map(({ exitCode }) => exitCode))].sort(), [0, null]);
  });

  it(verifies("broker.one", "One of ten brokers takes over the socket of a killed one, repeatedly"), async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 10; i += 1) start();
      const pid = await theOneLeft();
      assert.ok(pid);
      process.kill(pid, "SIGKILL");
      await Promise.all(started.map(gone));
      assert.ok(existsSync(home.endpoint), "its socket is still there");
    }
    start();
    await theOneLeft();
    const left = readdirSync(home.folder).filter((name) => name.startsWith("broker.sock."));
    assert.deepEqual(left, [], "no lock and no half-made socket is left");
  });

  it(verifies("broker.one", "A broker takes over the lock of one that was killed while taking over"), async () => {
    const killed = start();
    await theOneLeft();
    killed.kill("SIGKILL");
    await gone(killed);
    const { ino, ctimeNs } = statSync(home.endpoint, { bigint: true });
    // The lock of a process that has ended, and whose end the test waited for.
    writeFileSync(`${home.endpoint}.${ino}-${ctimeNs}.lock.1`, String(killed.pid));
    for (let i = 0; i < 5; i += 1) start();
    await theOneLeft();
  });

  it(verifies("broker.one", "Twenty bridges start one broker"), async () => {
    const agents = Array.from({ length: 20 }, () => new RawAgent(cli, home.folder, ["presto"]));
    try {
      await Promise.all(agents.map((agent) => agent.initialize()));
      const log = () => readFileSync(home.brokerLog, "utf8");
      await until("it is in the log", () => existsSync(home.brokerLog) && log().includes("started"));
      assert.equal(log().match(/started/g)?.length, 1);
    } finally {
      await Promise.all(agents.map((agent) => agent.close()));
    }
  });

  it(verifies("broker.one", "A broker whose socket was removed ends, so that only the next one is left"), async () => {
    const lost = start();
    await theOneLeft();
    rmSync(home.endpoint);
    await gone(lost);
    assert.equal(lost.exitCode, 0);
    assert.equal(await tryConnect(home.endpoint), null);
  });

  it(verifies("broker.idle", "A broker without use ends with its process and its socket"), async () => {
    const child = start({ DRAWBRIDGE_IDLE_MINUTES: "0.01" });
    await gone(child);
    assert.equal(child.exitCode, 0);
    assert.equal(existsSync(home.endpoint), false);
  });

  it(verifies("broker.private", "A broker's folder, key, socket and log are readable only by the user"), async () => {
    start();
    await theOneLeft();
    const mode = (path: string) => statSync(path).mode & 0o777;
    assert.equal(mode(home.folder), 0o700);
    assert.equal(mode(home.keyFile), 0o600);
    await until("the log is there", () => existsSync(home.brokerLog));
    assert.equal(mode(home.brokerLog), 0o600);
  });

  it(verifies("broker.key", "A broker refuses a bridge with a wrong key, and the agent learns so"), async () => {
    start();
    await theOneLeft();
    writeFileSync(home.keyFile, "x".repeat(43));
    const agent = new RawAgent(cli, home.folder, ["presto"]);
    const { error } = await agent.initialize();
    assert.match(JSON.stringify(error), /key in Drawbridge's folder is not this broker's/);
    await agent.close();
    await assert.rejects(BrokerClient.find(home), /401/);
  });

  it(
    verifies(
      "bridge.no-broker",
      "A bridge does not give its key to another program on the socket, and the agent learns so",
    ),
    async () => {
      const stranger = createServer((socket) =>
        socket
          .on("error", () => {})
          .resume()
          .end("220 mail.example.com ESMTP\r\n"),
      );
      stranger.listen(home.endpoint);
      await once(stranger, "listening");
      writeFileSync(home.keyFile, "x".repeat(43));
      const agent = new RawAgent(cli, home.folder, ["presto"]);
      const { error } = await agent.initialize();
      assert.match(JSON.stringify(error), /is not its broker/);
      agent.kill("SIGKILL");
      await agent.ended;
      await new Promise((done) => stranger.close(done));
    },
  );
});
