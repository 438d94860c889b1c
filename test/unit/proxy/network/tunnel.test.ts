import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { HttpChannel } from "../../../../proxy/network/http-channel.ts";
import { Network } from "../../../../proxy/network/network.ts";
import { settingsFrom } from "../../../../proxy/network/settings.ts";
import { listening } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a proxy on the way", () => {
  let proxy: Server;
  let answer: string;
  const connections = new Set<Socket>();
  const address = async () => (await listening(proxy)).replace("//", "//ada:se%20cret@");

  beforeEach(() => {
    answer = "";
    proxy = createServer((socket) => {
      connections.add(socket.on("error", () => {}).on("close", () => connections.delete(socket)));
      socket.once("data", () => answer !== "" && socket.end(answer));
    });
  });
  afterEach(() => {
    for (const socket of connections) socket.destroy();
    proxy.close();
  });

  /** The reason why a request through the proxy got no answer. */
  async function reason(url: string): Promise<string> {
    const channel = new HttpChannel(new Network(settingsFrom({ ALL_PROXY: await address() })));
    try {
      await channel.send({ method: "GET", url: new URL(url), headers: {} }, () => {});
      return "an answer came";
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      channel.close();
    }
  }

  for (const [status, expected] of [
    [
      "407 Proxy Authentication Required",
      /^the proxy http:\/\/127\.0\.0\.1:\d+ does not accept the user and password \(407\)/,
    ],
    ["403 Forbidden", /^the proxy http:\/\/127\.0\.0\.1:\d+ refused the connection \(HTTP 403\)$/],
  ] as const) {
    for (const scheme of ["https", "http"]) {
      it(
        verifies("network.proxy", `A proxy that answers ${status} to ${scheme} is named, not taken for the server`),
        async () => {
          answer = `HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`;
          assert.match(await reason(`${scheme}://server.example/`), expected);
        },
      );
    }
  }

  it(
    verifies("network.proxy", "A proxy that never answers is given up after five seconds, and its connection ends"),
    async () => {
      const began = Date.now();
      assert.match(await reason("https://server.example/"), /^the proxy \S+ does not answer$/);
      assert.ok(Date.now() - began >= 4_900);
      for (const socket of connections) await once(socket, "close");
      assert.equal(connections.size, 0);
    },
  ).timeout(20_000);

  it(
    verifies("network.no-leak", "No variable for debugging makes a program print the password of its proxy"),
    async () => {
      answer = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
      const program = `
      import { HttpChannel } from "${new URL("../../../../proxy/network/http-channel.ts", import.meta.url)}";
      import { Network } from "${new URL("../../../../proxy/network/network.ts", import.meta.url)}";
      import { settingsFrom } from "${new URL("../../../../proxy/network/settings.ts", import.meta.url)}";
      const channel = new HttpChannel(new Network(settingsFrom(process.env)));
      const url = new URL("https://server.example/");
      await channel.send({ method: "GET", url, headers: {} }, () => {}).catch((error) => console.log(error.message));`;
      const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
        env: { DEBUG: "*", HTTPS_PROXY: await address() },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const [output, log] = await Promise.all([text(child.stdout), text(child.stderr)]);
      assert.match(output, /refused the connection/);
      assert.doesNotMatch(`${output}${log}`, /se(%20| )cret|YWRhOnNlIGNyZXQ=/);
    },
  ).timeout(20_000);
});
