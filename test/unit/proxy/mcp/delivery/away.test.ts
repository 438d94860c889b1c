import assert from "node:assert/strict";
import { Agent, createServer as createHttpServer } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import type { AccessToken, TokenRefusal } from "../../../../../proxy/contracts/session.ts";
import { valued } from "../../../../../proxy/kernel/result.ts";
import { type Delivery, deliver, type UpstreamRequest } from "../../../../../proxy/mcp/delivery/delivery.ts";
import type { ServerEntry, TokenSupply } from "../../../../../proxy/mcp/delivery/target.ts";
import { HttpChannel } from "../../../../../proxy/network/http-channel.ts";
import { Network } from "../../../../../proxy/network/network.ts";
import type { FirstHop } from "../../../../../proxy/network/reachability.ts";
import { passTime } from "../../../../support/clocks/real-time.ts";
import { stopwatch } from "../../../../support/clocks/unloaded-time.ts";
import { deafServer } from "../../../../support/fault-ports/deaf-server.ts";
import { verifies } from "../../../../support/verifies.ts";

/** A network that takes packets and answers none, as a company's does without its VPN: the handshake of TLS never ends. */
async function silentNetwork() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    url: new URL(`https://127.0.0.1:${port}/mcp/presto`),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const settings = { httpProxy: null, httpsProxy: null, noProxy: "", extraAuthorities: null };
const request = (): UpstreamRequest => ({
  ...{ headers: {}, readOnly: true, inSession: false, awaits: "1", silenceTimeoutMs: 60_000 },
  body: Buffer.from("{}"),
  signal: new AbortController().signal,
  onMessage: () => true,
  drained: async () => {},
});

/** A network that answers nothing once it is gone: not even a name is found. */
class GoingNetwork extends Network {
  gone = false;
  attempts = 0;

  override agentFor(url: URL): Agent {
    if (!this.gone || this.settings.httpProxy !== null) return super.agentFor(url);
    this.attempts += 1;
    return new Agent({ lookup: () => {} });
  }

  override firstHop(url: URL): FirstHop {
    const hop = super.firstHop(url);
    if (!this.gone) return hop;
    const open = () => {
      this.attempts += 1;
      return connect({ host: url.hostname, port: Number(url.port), lookup: () => {} });
    };
    return { ...hop, open };
  }
}

describe("a call while the registry is away", function () {
  this.timeout(20_000);

  const entryAt = (url: URL, token: TokenSupply | null, connectTimeoutMs?: number) => {
    let reconsidered = 0;
    const entry: ServerEntry = {
      name: "presto",
      target: () => valued({ url, headers: {}, token, ...(connectTimeoutMs !== undefined && { connectTimeoutMs }) }),
      reconsider: async () => {
        reconsidered += 1;
      },
      described: () => null,
      reads: () => true,
      timeLimit: () => null,
    };
    return { entry, reconsidered: () => reconsidered };
  };
  const messageOf = (delivery: Delivery): string => (delivery.kind === "failure" ? delivery.failure.message : "");

  it(
    verifies("bridge.away-at-once", "A call is refused before a connection would be given up otherwise, and says why"),
    async () => {
      const network = await silentNetwork();
      const channel = new HttpChannel(new Network(settings));
      const order: string[] = [];
      const patient = entryAt(network.url, null);
      const hurried = entryAt(network.url, null, 100);
      const delivered = async (name: string, { entry }: typeof patient): Promise<Delivery> => {
        const delivery = await deliver(channel, entry, request());
        order.push(name);
        return delivery;
      };
      const [first, second] = [delivered("patient", patient), delivered("hurried", hurried)];
      const refused = await second;
      assert.deepEqual(order, ["hurried"]);
      assert.match(
        messageOf(refused),
        /presto cannot be reached \(.*did not accept a connection\)\. Nothing ran\. Check your network or VPN/,
      );
      assert.equal(hurried.reconsidered(), 1, "the broker asks the registry, so that the next call knows");
      channel.close();
      network.close();
      await first;
    },
  );

  it(
    verifies("bridge.away-at-once", "A connection that no request uses is given up when the network goes away"),
    async () => {
      const accepted: number[] = [];
      const server = createHttpServer(({ socket }, response) => {
        accepted.push(socket.remotePort ?? 0);
        response.writeHead(200, { "content-type": "application/json" });
        response.end('{"jsonrpc":"2.0","id":1,"result":{}}');
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      const address = server.address();
      const url = new URL(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`);
      const channel = new HttpChannel(new Network(settings));
      const { entry } = entryAt(url, null);
      const call = async (): Promise<string> => {
        const { kind } = await deliver(channel, entry, request());
        // The socket is put back a moment after the answer.
        await new Promise((done) => setImmediate(done));
        return kind;
      };
      assert.deepEqual([await call(), await call()], ["answered", "answered"]);
      channel.closeIdle();
      assert.equal(await call(), "answered");
      assert.equal(accepted[0], accepted[1]);
      assert.notEqual(accepted[1], accepted[2]);
      channel.close();
      server.close();
    },
  );

  it(
    verifies(
      "bridge.away-at-once",
      "The first call after the network has gone is refused within a second, because the server was quicker before",
    ),
    async () => {
      const server = createHttpServer((_, response) => {
        response.writeHead(200, { "content-type": "application/json", connection: "close" });
        response.end('{"jsonrpc":"2.0","id":1,"result":{}}');
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      const address = server.address();
      const url = new URL(`http://localhost:${typeof address === "object" ? address?.port : 0}/`);
      const network = new GoingNetwork(settings);
      const channel = new HttpChannel(network);
      const { entry, reconsidered } = entryAt(url, null);
      assert.equal((await deliver(channel, entry, request())).kind, "answered");
      network.gone = true;
      const watch = stopwatch();
      const refused = await deliver(channel, entry, request());
      const took = watch.ms();
      assert.match(
        messageOf(refused),
        /presto cannot be reached \(.*did not accept a connection\)\. Nothing ran\. Check your network or VPN/,
      );
      assert.equal(network.attempts, 2, "one lost packet is no network that has gone away");
      assert.ok(took < 1_000, `${took} ms`);
      assert.equal(reconsidered(), 1);
      network.gone = false;
      assert.equal((await deliver(channel, entry, request())).kind, "answered");
      channel.close();
      server.close();
    },
  );

  it(
    verifies("bridge.away-at-once", "A call through a proxy that was reached before is refused within a second, too"),
    async () => {
      const silent = await silentNetwork();
      const network = new GoingNetwork({ ...settings, httpProxy: `http://${silent.url.host}` });
      const channel = new HttpChannel(network);
      const { entry } = entryAt(new URL("http://presto.example.com/"), null);
      const leaving = new AbortController();
      const first = assert.rejects(deliver(channel, entry, { ...request(), signal: leaving.signal }));
      await passTime(2_100, "what came from a proxy is trusted for two seconds");
      leaving.abort();
      await first;
      network.gone = true;
      const watch = stopwatch();
      const refused = await deliver(channel, entry, request());
      const ms = watch.ms();
      assert.match(messageOf(refused), /presto cannot be reached \(.*did not accept a connection\)\. Nothing ran\./);
      assert.ok(ms < 1_000, `${ms} ms`);
      channel.close();
      silent.close();
    },
  );

  for (const [what, readOnly] of [
    ["read", true],
    ["change", false],
  ] as const)
    it(
      verifies(
        "bridge.away-at-once",
        `A ${what} is refused within a second, and did not run, where packets vanish under an idle connection`,
      ),
      async () => {
        const server = await deafServer();
        const channel = new HttpChannel(new Network(settings));
        const { entry } = entryAt(server.url, null);
        const call = () => deliver(channel, entry, { ...request(), readOnly });
        assert.equal((await call()).kind, "answered");
        await server.goDeaf();
        await passTime(2_100, "a connection is trusted for two seconds after an answer");
        const watch = stopwatch();
        const refused = await call();
        const ms = watch.ms();
        assert.match(messageOf(refused), /presto cannot be reached \(.*did not accept a connection\)\. Nothing ran\./);
        assert.ok(ms < 1_000, `${ms} ms`);
        channel.close();
        await server.close();
      },
    );

  it(
    verifies(
      "bridge.away-at-once",
      "A connection whose address a VPN took away is given up, and the call goes over another",
    ),
    async () => {
      const ports: number[] = [];
      const server = createHttpServer(({ socket }, response) => {
        ports.push(socket.remotePort ?? 0);
        response.writeHead(200, { "content-type": "application/json" });
        response.end('{"jsonrpc":"2.0","id":1,"result":{}}');
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      const address = server.address();
      const url = new URL(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`);
      let addresses = new Set(["127.0.0.1"]);
      const channel = new HttpChannel(new Network(settings, () => addresses));
      const { entry } = entryAt(url, null);
      const call = async (): Promise<void> => {
        assert.equal((await deliver(channel, entry, request())).kind, "answered");
        await passTime(300, "the network looks at this machine's addresses every 250 ms");
      };
      await call();
      await call();
      addresses = new Set(["10.0.0.1"]);
      await call();
      assert.equal(ports[0], ports[1]);
      assert.notEqual(ports[1], ports[2]);
      channel.close();
      server.close();
    },
  );

  it(
    verifies("bridge.away-at-once", "A token that cannot be renewed holds up no call while the registry is away"),
    async () => {
      const never: TokenSupply = {
        accessToken: () => new Promise<AccessToken>(() => {}),
        renewed: (_rejected: AccessToken, _refusal: TokenRefusal) => new Promise<AccessToken>(() => {}),
      };
      const { entry } = entryAt(new URL("https://127.0.0.1:9/"), never, 20);
      const delivery = await deliver(new HttpChannel(new Network(settings)), entry, request());
      assert.match(
        messageOf(delivery),
        /your sign-in cannot be renewed while the network is away.*Check your network or VPN/,
      );
    },
  );
});
