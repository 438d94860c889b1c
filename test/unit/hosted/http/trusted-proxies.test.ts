import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectSecurely } from "node:tls";
import { listen } from "@drawbridge/hosted/listen";
import { httpListener } from "@drawbridge/hosted/listener";
import { networkVariables } from "@drawbridge/hosted/network";
import { z } from "zod";
import { readProxyHeader } from "../../../../reference-servers/hosted/http/proxy-protocol.ts";
import { trustedPeers } from "../../../../reference-servers/hosted/http/trusted-proxies.ts";
import { makeAuthority } from "../../../support/network/certificate.ts";
import { closed } from "../../../support/network/http.ts";
import { verifies } from "../../../support/verifies.ts";

const get = (...lines: string[]): string =>
  ["GET / HTTP/1.1", "Host: pod", ...lines, "Connection: close", "", ""].join("\r\n");
const forwarded = ["X-Forwarded-Host: edge.acme.test", "X-Forwarded-Proto: https", "X-Forwarded-For: 10.9.9.9"];

/** Version 2 (§2.2): TCP over IPv4 from 203.0.113.7, with what a balancer may add behind the addresses. */
function binaryHeader(command = 0x21, extra = Buffer.from("0400031234ab", "hex")): Buffer {
  const addresses = Buffer.from([203, 0, 113, 7, 10, 0, 0, 1, 0x9c, 0x40, 0x01, 0xbb]);
  const head = Buffer.concat([Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1"), Buffer.from([command, 0x11, 0, 0])]);
  head.writeUInt16BE(addresses.length + extra.length, 14);
  return Buffer.concat([head, addresses, extra]);
}

describe("proxies in front of a part", () => {
  const ended: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ended.splice(0)) await end();
  });

  /** Starts a part behind these proxies, and returns what it hears of a request that comes in these bytes. */
  async function hears(trustedProxies: readonly string[], ...bytes: (string | Buffer)[]) {
    const requests: IncomingHttpHeaders[] = [];
    const server = httpListener(
      ({ headers, headersDistinct, rawHeaders }, response) => {
        requests.push(headers);
        // A part may read any of the three.
        const names = Object.keys(headers).sort();
        assert.deepEqual(Object.keys(headersDistinct).sort(), names);
        assert.deepEqual(
          [...new Set(rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase()))].sort(),
          names,
        );
        assert.deepEqual(headersDistinct.host, [headers.host]);
        response.end("served");
      },
      undefined,
      { trustedProxies },
    );
    const part = await listen(server, { port: 0, host: "127.0.0.1" });
    ended.push(() => part.close());
    const answer = await exchange(connect(Number(new URL(part.url).port), "127.0.0.1"), bytes);
    const { host, "x-forwarded-proto": scheme, "x-forwarded-for": client } = requests[0] ?? {};
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), host, scheme, client };
  }

  async function exchange(socket: Socket, bytes: readonly (string | Buffer)[]): Promise<string> {
    let answer = "";
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
    });
    const end = closed(socket);
    for (const each of bytes) {
      socket.write(each);
      await new Promise(setImmediate); // So that they leave one by one.
    }
    await end;
    return answer;
  }

  it(verifies("proxies.forged", "A stranger's X-Forwarded headers are removed, and its Host counts"), async () => {
    for (const proxies of [[], ["10.0.0.0/8", "::1"]])
      assert.deepEqual(await hears(proxies, get(...forwarded, "X-Forwarded-User: ada", "Forwarded: host=evil")), {
        ...{ status: 200, host: "pod", scheme: undefined, client: undefined },
      });
  });

  it(
    verifies("proxies.believed", "A proxy of the operator says the host and the scheme that the client used"),
    async () => {
      for (const proxies of [["127.0.0.1"], ["127.0.0.0/8", "fd00::/8"]])
        assert.deepEqual(await hears(proxies, get(...forwarded)), {
          ...{ status: 200, host: "edge.acme.test", scheme: "https", client: undefined },
        });
    },
  );

  for (const [version, header] of [
    ["1", Buffer.from("PROXY TCP4 203.0.113.7 10.0.0.1 40000 443\r\n")],
    ["1 without an address", Buffer.from("PROXY UNKNOWN\r\n")],
    ["2", binaryHeader()],
    ["2 of the balancer itself", binaryHeader(0x20)],
  ] as const) {
    it(
      verifies("proxies.protocol", `A proxy of the operator may begin with a PROXY header of version ${version}`),
      async () => {
        const request = Buffer.from(get());
        const whole = Buffer.concat([header, request]);
        assert.equal((await hears(["127.0.0.1"], whole)).status, 200);
        const parts = [whole.subarray(0, 3), whole.subarray(3, 13), whole.subarray(13, header.length + 5)];
        assert.equal((await hears(["127.0.0.1"], ...parts, whole.subarray(header.length + 5))).status, 200);
        assert.equal((await hears(["127.0.0.1"], request)).status, 200, "a connection without it");
      },
    );

    it(verifies("proxies.forged", `A stranger's PROXY header of version ${version} is refused`), async () => {
      for (const proxies of [[], ["10.0.0.0/8"]])
        assert.notEqual((await hears(proxies, Buffer.concat([header, Buffer.from(get())]))).status, 200);
    });
  }

  it(
    verifies("proxies.forged", "A client behind a balancer of bytes cannot speak as a proxy: its own address counts"),
    async () => {
      for (const header of [Buffer.from("PROXY TCP4 203.0.113.7 10.0.0.1 40000 443\r\n"), binaryHeader()]) {
        const { status, host } = await hears(["127.0.0.1"], header, get(...forwarded));
        assert.deepEqual([status, host], [200, "pod"]);
      }
    },
  );

  it(verifies("proxies.protocol", "A malformed PROXY header, or one without an end, ends the connection"), async () => {
    for (const bytes of ["PROXY TCP9 a b\r\n", `PROXY ${"x".repeat(200)}`])
      assert.equal((await hears(["127.0.0.1"], bytes)).status, 0);
    assert.deepEqual(readProxyHeader(Buffer.from("PROXY TCP6 fd00::7 ::1 1 2\r\nGET")), {
      ...{ kind: "header", bytes: 28, source: "fd00::7" },
    });
    assert.deepEqual(readProxyHeader(binaryHeader(0x22)), { kind: "malformed" });
    assert.deepEqual(readProxyHeader(binaryHeader()), { kind: "header", bytes: 34, source: "203.0.113.7" });
    assert.deepEqual(readProxyHeader(Buffer.from("POST / HTTP/1.1")), { kind: "none" });
  });

  it(verifies("proxies.protocol", "A PROXY header may also come before TLS"), async () => {
    const authority = makeAuthority("Acme");
    const { certificate, key } = authority.issue(["127.0.0.1"]);
    const folder = mkdtempSync(join(tmpdir(), "drawbridge-proxies-"));
    const tls = { certificateFile: join(folder, "tls.crt"), keyFile: join(folder, "tls.key") };
    writeFileSync(tls.certificateFile, certificate);
    writeFileSync(tls.keyFile, key);
    const server = httpListener((_, response) => void response.end("served"), undefined, {
      ...{ tls, trustedProxies: ["127.0.0.1"] },
    });
    const part = await listen(server, { port: 0 });
    ended.push(() => part.close().then(() => rmSync(folder, { recursive: true })));
    const port = Number(new URL(part.url).port);
    const plain = connect(port, "127.0.0.1");
    plain.write(binaryHeader());
    const socket = connectSecurely({ socket: plain, host: "127.0.0.1", ca: authority.certificate });
    await once(socket, "secureConnect");
    assert.match(await exchange(socket, [get()]), /served/);
    const without = connectSecurely({ port, host: "127.0.0.1", ca: authority.certificate });
    await once(without, "secureConnect");
    assert.match(await exchange(without, [get()]), /served/);
  });

  it(
    verifies("proxies.believed", "Trusted proxies are addresses and networks of both families, and nothing else"),
    () => {
      const isTrusted = trustedPeers(["10.0.0.0/8", "fd00::/8", "192.0.2.1"]);
      for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "fd00::7", "192.0.2.1"])
        assert.ok(isTrusted(address), address);
      for (const address of ["11.0.0.1", "::ffff:11.0.0.1", "fe80::1", "192.0.2.2", undefined])
        assert.ok(!isTrusted(address), String(address));
      const Read = z.object(networkVariables);
      for (const text of ["10.0.0.0/33", "proxy.acme.test", "10.0.0.0/8/8", "10.0.0.0/", "fd00::/129"])
        assert.ok(!Read.safeParse({ DRAWBRIDGE_TRUSTED_PROXIES: text }).success, text);
    },
  );
});
