import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectSecurely } from "node:tls";
import type { Part } from "@drawbridge/contracts/part";
import { listen } from "@drawbridge/hosted/listen";
import { httpListener, listenerTimes } from "@drawbridge/hosted/listener";
import { until } from "../../../support/clocks/until.ts";
import { type Certified, makeAuthority } from "../../../support/network/certificate.ts";
import { closed, sendRaw } from "../../../support/network/http.ts";
import { verifies } from "../../../support/verifies.ts";

const authority = makeAuthority("Acme");

/** Puts a certificate where a platform puts it: in a folder that a link names, so that both files change at once. */
function put(folder: string, { certificate, key }: Certified, name: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "tls.crt"), certificate);
  writeFileSync(join(folder, name, "tls.key"), key);
  symlinkSync(name, join(folder, "new"));
  renameSync(join(folder, "new"), join(folder, "current"));
}

describe("a part that ends TLS itself", function () {
  this.timeout(30_000);
  let folder: string;
  let part: Part;
  let port: number;
  const logged: string[] = [];
  const log = {
    info: (_: object, message: string) => void logged.push(message),
    error: (_: object, message: string) => void logged.push(`error: ${message}`),
  };
  const files = () => ({
    certificateFile: join(folder, "current", "tls.crt"),
    keyFile: join(folder, "current", "tls.key"),
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-tls-"));
    logged.splice(0);
    put(folder, authority.issue(["first.acme.test", "127.0.0.1"]), "first");
    const server = httpListener((_, response) => void response.end("served"), log, { tls: files() });
    part = await listen(server, { port: 0 });
    port = Number(new URL(part.url).port);
  });
  afterEach(async () => {
    await part.close();
    rmSync(folder, { recursive: true });
  });

  /** The name in the certificate that a new connection gets. */
  const nameServed = async (): Promise<string | undefined> => {
    const socket = connectSecurely({ port, host: "127.0.0.1", ca: authority.certificate });
    await once(socket, "secureConnect");
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return subject.CN === undefined ? undefined : String(subject.CN);
  };

  it(verifies("tls.own", "It serves HTTPS with its certificate, and says so in its address"), async () => {
    assert.match(part.url, /^https:\/\/127\.0\.0\.1:/);
    const sent = request(part.url, { ca: authority.certificate, agent: false }).end();
    const [response] = await once(sent, "response");
    assert.equal(response.statusCode, 200);
    response.resume();
    await assert.rejects(fetch(part.url), "a client that does not know the authority");
  });

  it(
    verifies("tls.own", "It serves on after clients that speak no TLS, and after one that sends nothing"),
    async () => {
      assert.doesNotMatch(await sendRaw(part.url, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), /served/);
      assert.doesNotMatch(await sendRaw(part.url, "\x16\x03\x01\x00\x05nonsense"), /served/);
      const began = performance.now();
      await sendRaw(part.url, "");
      const seconds = (performance.now() - began) / 1000;
      assert.ok(seconds < 2 * (listenerTimes.headersTimeout / 1000) + 1, `ended after ${seconds} s`);
      assert.equal(await nameServed(), "first.acme.test");
    },
  );

  it(
    verifies("tls.reload", "It gives a new certificate to new connections, and open streams stay with the old one"),
    async () => {
      const stream = connectSecurely({ port, host: "127.0.0.1", ca: authority.certificate });
      await once(stream, "secureConnect");
      put(folder, authority.issue(["second.acme.test", "127.0.0.1"]), "second");
      await until("the second is served", async () => (await nameServed()) === "second.acme.test");
      assert.match(logged.join(), /the certificate and its key changed: the new content is in use/);
      const ended = closed(stream);
      let answer = "";
      stream.on("data", (chunk: Buffer) => {
        answer += chunk.toString();
      });
      stream.write("GET / HTTP/1.1\r\nHost: first.acme.test\r\nConnection: close\r\n\r\n");
      await ended;
      assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*served/);
    },
  );

  const broken: readonly (readonly [string, (good: Certified) => Partial<Certified>])[] = [
    ["a certificate that is no PEM", () => ({ certificate: "hunter2" })],
    ["a key of another certificate", () => ({ key: authority.issue(["other.acme.test"]).key })],
    ["an empty key", () => ({ key: "" })],
  ];
  for (const [index, [what, fault]] of broken.entries())
    it(verifies("tls.broken-file", `It keeps its certificate where it finds ${what}, and says so once`), async () => {
      const good = authority.issue(["second.acme.test", "127.0.0.1"]);
      put(folder, { ...good, ...fault(good) }, `broken-${index}`);
      await until("the fault is logged", async () => logged.some((line) => line.startsWith("error")));
      assert.equal(await nameServed(), "first.acme.test");
      assert.match(logged.join(), /cannot be used: the one before stays in use/);
      assert.doesNotMatch(logged.join(), /hunter2|PRIVATE KEY/);
      put(folder, good, "good");
      await until("the second is served", async () => (await nameServed()) === "second.acme.test");
      assert.equal(logged.filter((line) => line.startsWith("error")).length, 1);
    });

  it(verifies("tls.broken-file", "A part does not start with a certificate that it cannot use"), () => {
    const missing = { certificateFile: join(folder, "none.crt"), keyFile: join(folder, "none.key") };
    assert.throws(() => httpListener(() => {}, log, { tls: missing }), /none\.crt cannot be read: ENOENT/);
    writeFileSync(missing.certificateFile, authority.issue(["a"]).certificate);
    writeFileSync(missing.keyFile, authority.issue(["b"]).key);
    assert.throws(() => httpListener(() => {}, log, { tls: missing }), /are no certificate with its key/);
  });
});
