import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Socket } from "node:net";
import type { AccessToken, TokenRefusal } from "../../../../../proxy/contracts/session.ts";
import { valued } from "../../../../../proxy/kernel/result.ts";
import { type Delivery, deliver, type UpstreamRequest } from "../../../../../proxy/mcp/delivery/delivery.ts";
import type { ServerEntry, TokenSupply } from "../../../../../proxy/mcp/delivery/target.ts";
import { HttpChannel } from "../../../../../proxy/network/http-channel.ts";
import { Network } from "../../../../../proxy/network/network.ts";
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
