import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http, { type ServerResponse } from "node:http";
import https from "node:https";
import net, { type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { proxyErrors } from "@drawbridge/contracts/error-codes/proxy";
import { valued } from "../../../../../proxy/kernel/result.ts";
import { type Delivery, deliver } from "../../../../../proxy/mcp/delivery/delivery.ts";
import { silence } from "../../../../../proxy/mcp/upstream/upstream.ts";
import { HttpChannel } from "../../../../../proxy/network/http-channel.ts";
import { Network } from "../../../../../proxy/network/network.ts";
import { settingsFrom } from "../../../../../proxy/network/settings.ts";
import { ConnectedHost } from "../../../../support/agents/connected-host.ts";
import { makeAuthority } from "../../../../support/network/certificate.ts";
import { freePort, listening } from "../../../../support/network/listening.ts";
import {
  answerEvents,
  answerJson,
  answerText,
  breakAfter,
  ScriptedUpstream,
} from "../../../../support/servers/scripted-upstream.ts";
import { legacyServer } from "../../../../support/transcript/legacy-server.ts";
import { modernServer } from "../../../../support/transcript/modern-server.ts";
import { verifies } from "../../../../support/verifies.ts";

type Effect = "change" | "none" | "handshake";

/** A place to send a request to, and what ends with the test. */
interface Place {
  readonly url: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly body?: Buffer;
  readonly connectTimeoutMs?: number;
  close?(): void;
}

interface Kind {
  readonly what: string;
  /** Whether a call that changes something may have run. */
  readonly mayHaveRun: boolean;
  place(): Promise<Place>;
}

const call = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"route"}}');
/** Longer than what a connection takes at once. */
const longCall = Buffer.from(
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"x":"${"x".repeat(8_000_000)}"}}`,
);
const authority = makeAuthority("Test authority");
const folder = mkdtempSync(join(tmpdir(), "drawbridge-kinds-"));
const authorityFile = join(folder, "authority.pem");
writeFileSync(authorityFile, authority.certificate);
after(() => rmSync(folder, { recursive: true, force: true }));

/** A server of plain sockets. */
async function sockets(serve: (socket: Socket) => void): Promise<Place> {
  const open = new Set<Socket>();
  const server = net.createServer((socket) => {
    open.add(socket.on("error", () => {}));
    serve(socket);
  });
  const url = await listening(server);
  return {
    url,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

async function answering(serve: (response: ServerResponse) => unknown): Promise<Place> {
  const server = http.createServer((request, response) => {
    request.resume().once("end", () => serve(response));
  });
  const url = await listening(server);
  return {
    url,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function secure(options: https.ServerOptions): Promise<Place> {
  const server = https.createServer(options, (_, response) => response.writeHead(500).end());
  server.on("tlsClientError", () => {});
  const url = (await listening(server)).replace("http:", "https:");
  return { url, close: () => server.close(), environment: { NODE_EXTRA_CA_CERTS: authorityFile } };
}

const proxied = async (serve: (socket: Socket) => void): Promise<Place> => {
  const { url, ...proxy } = await sockets(serve);
  return { ...proxy, url: "https://orders.example/mcp", environment: { HTTPS_PROXY: url } };
};

const status =
  (code: number, body = "", headers = {}): Kind["place"] =>
  () =>
    answering((response) => response.writeHead(code, headers).end(body));
const refusal = (code: number, error: string, message: string): Kind["place"] =>
  status(code, JSON.stringify({ error, message, policy: null, ask: null }), { "content-type": "application/json" });

const never = (what: string, place: Kind["place"]): Kind => ({ what, mayHaveRun: false, place });
const maybe = (what: string, place: Kind["place"]): Kind => ({ what, mayHaveRun: true, place });

const server = authority.issue(["127.0.0.1"]);
const stranger = makeAuthority("Another authority").issue(["127.0.0.1"]);

const kinds: readonly Kind[] = [
  never("a refused connection", async () => ({ url: `http://127.0.0.1:${await freePort()}/` })),
  never("a name that does not exist", async () => ({ url: "http://orders.invalid/" })),
  never("a connection that is never accepted", async () => {
    const { url, ...place } = await sockets(() => {});
    return { ...place, url: url.replace("http:", "https:"), connectTimeoutMs: 100 };
  }),
  never("a certificate of an unknown authority", () => secure({ cert: stranger.certificate, key: stranger.key })),
  never("a certificate for another name", () => {
    const other = authority.issue(["other.example"]);
    return secure({ cert: other.certificate, key: other.key });
  }),
  never("a certificate that has expired", () => {
    const old = authority.issue(["127.0.0.1"], -1);
    return secure({ cert: old.certificate, key: old.key });
  }),
  never("a server that speaks no TLS", async () => {
    const { url, ...place } = await sockets((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 \r\n\r\n")));
    return { ...place, url: url.replace("http:", "https:") };
  }),
  never("a TLS handshake that is cut", async () => {
    const { url, ...place } = await sockets((socket) => socket.once("data", () => socket.destroy()));
    return { ...place, url: url.replace("http:", "https:") };
  }),
  ...(["TLSv1.2", "TLSv1.3"] as const).map((version) =>
    never(`a server that wants a client certificate (${version})`, () =>
      secure({
        ...{ cert: server.certificate, key: server.key, requestCert: true, ca: [authority.certificate] },
        ...{ minVersion: version, maxVersion: version },
      }),
    ),
  ),
  never("a proxy that refuses", () => proxied((socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"))),
  never("a proxy that wants a password", () => proxied((socket) => socket.end("HTTP/1.1 407 No\r\n\r\n"))),
  never("a proxy that cannot reach the server", () => proxied((socket) => socket.end("HTTP/1.1 502 No\r\n\r\n"))),
  never("a proxy that cuts", () => proxied((socket) => socket.once("data", () => socket.destroy()))),
  never("a proxy that is not there", async () => ({
    url: "https://orders.example/",
    environment: { HTTPS_PROXY: `http://127.0.0.1:${await freePort()}` },
  })),
  never("a request that is cut before its end", async () => ({
    ...(await sockets((socket) => socket.once("data", () => socket.resetAndDestroy()))),
    body: longCall,
  })),
  never("a request that is too long, and is refused before its end", async () => {
    const early = http.createServer((request, response) => {
      response.writeHead(413, { connection: "close" }).end();
      request.resume();
    });
    return { url: await listening(early), body: longCall, close: () => early.close() };
  }),
  ...[400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 413, 415, 421, 425, 429, 431, 501, 505, 511].map((code) =>
    never(`status ${code}`, status(code)),
  ),
  never("status 302", status(302, "", { location: "/login" })),
  never("status 503", status(503)),
  never("status 503 of a proxy that did not reach the server", status(503, "reset reason: connection failure")),
  never("status 429 with Retry-After", status(429, "", { "retry-after": "60" })),
  never("a JSON-RPC error with status 400", () =>
    answering((to) => answerJson(to, 400, { jsonrpc: "2.0", id: null, error: { code: -32602, message: "No" } })),
  ),
  never("the edge's 401", refusal(401, "unauthenticated", "Sign in.")),
  never("the edge's 403", refusal(403, "not-allowed", "Only the night shift may.")),
  never("the edge's 404", refusal(404, "unknown-server", "There is no such server.")),
  never("the edge's 413", refusal(413, "bad-request", "Send less at once.")),
  never("the edge's 429", refusal(429, "upstream-unreachable", "Too many calls. Nothing ran.")),
  never("the edge's 503", refusal(503, "upstream-unreachable", "The server cannot be reached.")),
  ...[500, 502, 504, 507, 520].map((code) => maybe(`status ${code}`, status(code))),
  maybe("the edge's 502", refusal(502, "upstream-lost", "The connection broke. What was asked may have run.")),
  maybe(
    "status 503 of a proxy that lost the server",
    status(503, "upstream connect error or disconnect/reset before headers. reset reason: connection termination"),
  ),
  maybe("a connection that is cut before the answer", () => answering((to) => to.destroy())),
  maybe("an answer that is cut in its head", () =>
    sockets((socket) => socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-"))),
  ),
  maybe("an answer that is cut in its body", () =>
    answering((to) => {
      to.writeHead(200, { "content-type": "application/json", "content-length": "100" }).write("{");
      breakAfter(to, 20);
    }),
  ),
  maybe("a stream that ends without an answer", () => answering((to) => answerEvents(to, ": nothing\n\n"))),
  maybe("a stream of garbage", () => answering((to) => answerEvents(to, "data: {{{\n\n"))),
  maybe("no answer in time", () => answering(() => {})),
  maybe("a web page", () => answering((to) => to.writeHead(200, { "content-type": "text/html" }).end("<p>"))),
  maybe("an answer that is no JSON", () =>
    answering((to) => to.writeHead(200, { "content-type": "application/json" }).end("<oops>")),
  ),
  maybe("the answer to another request", () =>
    answering((to) => answerJson(to, 200, { jsonrpc: "2.0", id: 99, result: {} })),
  ),
];

async function delivered(kind: Kind, effect: Effect, silenceTimeoutMs = 1_500): Promise<Delivery> {
  const { url, environment = {}, body = call, connectTimeoutMs, close = () => {} } = await kind.place();
  const channel = new HttpChannel(new Network(settingsFrom(environment)));
  const target = valued({
    ...{ url: new URL(url), headers: {}, token: null },
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
  });
  try {
    return await deliver(
      channel,
      {
        ...{ name: "orders", target: () => target, reconsider: async () => {} },
        ...{ described: () => null, reads: () => null, timeLimit: () => null },
      },
      {
        ...{ body, headers: {}, awaits: "1", inSession: false, silenceTimeoutMs },
        ...{ readOnly: effect !== "change", ...(effect === "handshake" && { handshake: true }) },
        ...{ signal: new AbortController().signal, onMessage: () => true, drained: async () => {} },
      },
    );
  } finally {
    channel.close();
    close();
  }
}

describe("what is said of a call that failed", function () {
  this.timeout(20_000);

  for (const kind of kinds) {
    const claim = kind.mayHaveRun ? "may have run" : "is not said to have run";
    it(verifies("bridge.may-have-run", `After ${kind.what}, a call that changes something ${claim}`), async () => {
      const delivery = await delivered(kind, "change");
      if (delivery.kind === "error") return assert.equal(kind.mayHaveRun, false);
      assert.ok(delivery.kind === "failure", JSON.stringify(delivery));
      const { code, message } = delivery.failure;
      assert.equal(/may have run/.test(message), kind.mayHaveRun, message);
      const byCode = proxyErrors[code].mayHaveRun;
      if (byCode !== "depends") assert.equal(byCode === "maybe", kind.mayHaveRun, `${code}: ${message}`);
    });

    it(verifies("bridge.may-have-run", `After ${kind.what}, a read is never said to have run`), async () => {
      const delivery = await delivered(kind, "none");
      if (delivery.kind === "error") return;
      assert.ok(delivery.kind === "failure", JSON.stringify(delivery));
      assert.doesNotMatch(delivery.failure.message, /may have run/);
      assert.notEqual(delivery.failure.code, "may-have-run");
      if (kind.mayHaveRun) assert.match(delivery.failure.message, /only reads, so call it again/);
    });

    if (kind.mayHaveRun)
      it(verifies("bridge.may-have-run", `After ${kind.what} of a handshake, the call did not run`), async () => {
        const delivery = await delivered(kind, "handshake");
        assert.ok(delivery.kind === "failure", JSON.stringify(delivery));
        assert.match(delivery.failure.message, /The call did not run/);
      });
  }

  it(
    verifies("bridge.may-have-run", "A call that was accepted and never answered may have run, unless it only reads"),
    () => {
      for (const readOnly of [true, false]) {
        const reply = silence("orders", readOnly);
        assert.ok(reply.kind === "failure");
        assert.equal(/may have run/.test(reply.failure.message), !readOnly);
      }
    },
  );

  it(verifies("bridge.may-have-run", "A call whose time ends before it has a connection did not run"), async () => {
    const place = async (): Promise<Place> => {
      const { url, ...rest } = await sockets(() => {});
      return { ...rest, url: url.replace("http:", "https:") };
    };
    const delivery = await delivered(never("no connection", place), "change", 200);
    assert.ok(delivery.kind === "failure");
    assert.match(delivery.failure.message, /cannot be reached \(no connection in time\)\. Nothing ran/);
  });

  for (const [what, answer] of [
    ["fails with 500", (to: ServerResponse) => answerText(to, 500, "stack trace")],
    ["is cut", (to: ServerResponse) => to.destroy()],
    ["is answered with a web page", (to: ServerResponse) => to.writeHead(200, { "content-type": "text/html" }).end()],
    ["is never answered", () => {}],
  ] as const) {
    for (const step of ["server/discover", "initialize"] as const) {
      it(verifies("bridge.may-have-run", `A call whose ${step} ${what} did not run`), async () => {
        const server = step === "initialize" ? legacyServer() : modernServer();
        const upstream = await new ScriptedUpstream(server.serve).start();
        upstream.script = ({ message }, response) => {
          if (message.method !== step) return false;
          answer(response);
          return true;
        };
        const host = new ConnectedHost({ url: upstream.url, silenceTimeoutMs: 300 });
        const text = await host.call("route", { region: "x" });
        assert.doesNotMatch(text, /may have run/);
        assert.match(text, /did not run/);
        assert.equal(upstream.count("tools/call"), 0);
        host.close();
        await upstream.close();
      });
    }
  }
});
