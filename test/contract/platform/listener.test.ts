import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { Refusal } from "@drawbridge/contracts/access";
import type { Part } from "@drawbridge/contracts/part";
import { startEdge } from "@drawbridge/edge/start";
import { startForTest } from "@drawbridge/framework/testing";
import { listenerTimes, maxHeaderBytes } from "@drawbridge/hosted/listener";
import { startWorld } from "../../support/edge-suite/world.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { startTestIdentity } from "../../support/identity/test-identity.ts";
import { closed, send, sendRaw } from "../../support/network/http.ts";
import { newWorkshop, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

const halfOpen = 400;

describe("the listener of every hosted part", function () {
  this.timeout(60_000);
  const parts = new Map<string, { readonly url: string; readonly healthy: string }>();
  const ending: Pick<Part, "close">[] = [];
  before(async () => {
    const world = await startWorld(startEdge);
    const identity = await startTestIdentity({ databaseUrl: await freshDatabase() });
    const kit = await startForTest(workshop(newWorkshop()));
    ending.push(kit, identity, world);
    parts.set("edge", { url: world.edgeUrl, healthy: "/healthz" });
    parts.set("registry", { url: world.registryUrl, healthy: "/healthz" });
    parts.set("identity provider", { url: identity.url, healthy: "/.well-known/openid-configuration" });
    parts.set("server", { url: kit.url, healthy: "/healthz" });
  });
  after(async () => {
    for (const part of ending) await part.close();
  });
  const part = (name: string) => parts.get(name) ?? assert.fail(`there is no part ${name}`);
  const statusOf = async (url: string, head: string): Promise<number> => {
    const answer = await sendRaw(url, `${head}\r\nConnection: close\r\n\r\n`);
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? Number.NaN);
  };

  for (const name of ["edge", "registry", "identity provider", "server"]) {
    it(verifies("listener.one-host", `The ${name} refuses two Host lines with 400`), async () => {
      const { url, healthy } = part(name);
      const { host } = new URL(url);
      assert.equal(await statusOf(url, `GET ${healthy} HTTP/1.1\r\nHost: ${host}`), 200);
      for (const second of [`Host: ${host}`, "Host: evil.example", `hOST: ${host}`, "Host:"])
        assert.equal(await statusOf(url, `GET ${healthy} HTTP/1.1\r\nHost: ${host}\r\n${second}`), 400, second);
      assert.equal(await statusOf(url, `GET ${healthy} HTTP/1.1\r\nHost: evil.example\r\nHost: ${host}`), 400);
    });

    it(
      verifies("groups.large-headers", `The ${name} reads headers of 200 KB, and refuses larger ones in words`),
      async () => {
        const { url, healthy } = part(name);
        const withToken = (bytes: number) => ({ headers: ["Authorization", `Bearer ${"a".repeat(bytes)}`] });
        assert.equal((await send(`${url}${healthy}`, withToken(200_000))).status, 200);
        for (const bytes of [maxHeaderBytes, 4 * maxHeaderBytes]) {
          const answer = await send(`${url}${healthy}`, withToken(bytes));
          assert.equal(answer.status, 431);
          const { error, message } = Refusal.parse(JSON.parse(answer.body));
          assert.equal(error, "bad-request");
          assert.match(message, /larger than 256 KiB.*nothing was run.*groups.*Ask the operator/s);
        }
      },
    );

    it(
      verifies(
        "groups.large-headers",
        `The ${name} answers a request before it refuses the next one of its connection`,
      ),
      async () => {
        const { url, healthy } = part(name);
        const head = `GET ${healthy} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n`;
        const answer = await sendRaw(url, `${head}\r\n${head}X-Long: ${"a".repeat(maxHeaderBytes)}\r\n\r\n`);
        assert.equal(answer.match(/HTTP\/1\.1 \d{3}/g)?.at(0), "HTTP/1.1 200");
        assert.match(answer, /HTTP\/1\.1 431 [^\0]*"error":"bad-request"[^\0]*\}$/);
      },
    );

    it(verifies("text.refused", `The ${name} refuses a NUL in an address`), async () => {
      const { url } = part(name);
      const head = (target: string) => `GET ${target} HTTP/1.1\r\nHost: ${new URL(url).host}`;
      for (const target of ["/a%00b", "/?a=%00"]) assert.equal(await statusOf(url, head(target)), 400, target);
    });

    it(
      verifies("listener.slow-clients", `The ${name} closes ${halfOpen} connections whose request never arrives`),
      async () => {
        const { url, healthy } = part(name);
        const { hostname, port } = new URL(url);
        const began = performance.now();
        const sockets: Socket[] = Array.from({ length: halfOpen }, (_, index) => {
          const socket = connect(Number(port), hostname);
          // A quarter sends nothing, a quarter sends one line, and the others send one header after another.
          if (index % 4 > 0) socket.write("GET / HTTP/1.1\r\n");
          socket.resume();
          return socket;
        });
        const drip = setInterval(() => {
          for (const [index, socket] of sockets.entries()) if (index % 4 > 1) socket.write("X-Drip: 1\r\n");
        }, 500);
        const ended = Promise.all(sockets.map(closed));
        try {
          const answer = await fetch(`${url}${healthy}`);
          assert.equal(answer.status, 200, "others are served meanwhile");
          await ended;
          const seconds = (performance.now() - began) / 1000;
          assert.ok(seconds >= listenerTimes.headersTimeout / 1000 - 1, `ended after ${seconds} s`);
          assert.ok(seconds < 20, `ended after ${seconds} s`);
        } finally {
          clearInterval(drip);
          for (const socket of sockets) socket.destroy();
        }
      },
    );
  }

  it(verifies("text.refused", "The identity provider does not fail on a NUL in a form"), async () => {
    const { url } = part("identity provider");
    for (const fields of [
      {
        grant_type: "authorization_code",
        code: "\0",
        client_id: "drawbridge-broker",
        redirect_uri: "http://127.0.0.1/",
      },
      { grant_type: "refresh_token", refresh_token: "a\0", client_id: "drawbridge-broker" },
      { grant_type: "urn:drawbridge:dev-user", user: "ada\0", client_id: "drawbridge-broker" },
      { grant_type: "refresh_token", refresh_token: "a", client_id: "drawbridge-broker\0" },
      { grant_type: "\0" },
    ]) {
      const response = await fetch(`${url}/token`, { method: "POST", body: new URLSearchParams(fields) });
      assert.ok([400, 401].includes(response.status), `${JSON.stringify(fields)}: ${response.status}`);
    }
    const login = new URLSearchParams({
      ...{ client_id: "drawbridge-broker", response_type: "code", redirect_uri: "http://127.0.0.1/callback" },
      ...{ scope: "openid", code_challenge: "x".repeat(43), code_challenge_method: "S256", state: "s\0" },
    });
    for (const [path, body] of [
      ["/auth", login],
      ["/device/auth", new URLSearchParams({ client_id: "drawbridge-broker\0" })],
    ] as const) {
      const { status } = await fetch(`${url}${path}`, { method: "POST", body, redirect: "manual" });
      assert.ok(status < 500, `${path}: ${status}`);
    }
  });
});
