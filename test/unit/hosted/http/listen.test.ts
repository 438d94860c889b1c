import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { isOwnHost } from "@drawbridge/hosted/host";
import { listen } from "@drawbridge/hosted/listen";
import { httpListener } from "@drawbridge/hosted/listener";
import { networkOf, networkVariables } from "@drawbridge/hosted/network";
import { z } from "zod";
import { until } from "../../../support/clocks/until.ts";
import { verifies } from "../../../support/verifies.ts";

const readNetwork = (environment: NodeJS.ProcessEnv) => networkOf(z.object(networkVariables).parse(environment));
const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

describe("where a hosted part listens", () => {
  const cases = [
    [undefined, "127.0.0.1", { "127.0.0.1": true, "[::1]": false }],
    ["127.0.0.2", "127.0.0.2", { "127.0.0.1": false, "127.0.0.2": true }],
    ["localhost", "127.0.0.1", { "127.0.0.1": true }],
    ["::1", "[::1]", { "127.0.0.1": false, "[::1]": true }],
    ["0.0.0.0", "127.0.0.1", { "127.0.0.1": true, "127.0.0.2": true, "[::1]": false }],
    ["::", "[::1]", { "127.0.0.1": true, "[::1]": true }],
  ] as const;
  for (const [host, hostname, reached] of cases) {
    it(verifies("hosted.host", `A part with HOST ${host} says ${hostname}, and is reached there alone`), async () => {
      const part = await listen(
        httpListener((_, response) => void response.end()),
        { port: 0, host },
      );
      try {
        const url = new URL(part.url);
        if (host !== "localhost") assert.equal(url.hostname, hostname);
        for (const [address, answer] of Object.entries(reached))
          if (host !== "localhost" || url.hostname === address)
            assert.equal(await answers(`http://${address}:${url.port}`), answer, address);
      } finally {
        await part.close();
      }
    });
  }

  it(verifies("hosted.host", "A part does not start where HOST is neither an address nor a name"), () => {
    for (const host of ["http://0.0.0.0", "a b", "0.0.0.0:80", "[::1]"])
      assert.throws(() => readNetwork({ HOST: host }), /neither an IP address nor a host name/, host);
  });

  it(
    verifies("hosted.allowed-hosts", "Allowed names are read with commas or spaces, an IPv6 address also bare"),
    () => {
      const { host, allowedHosts } = readNetwork({ DRAWBRIDGE_ALLOWED_HOSTS: "a.svc, B.svc  fd00::1," });
      assert.deepEqual([host, allowedHosts], ["127.0.0.1", ["a.svc", "B.svc", "[fd00::1]"]]);
      for (const name of ["a.svc", "b.svc:8080", "[fd00::1]", "[FD00::1]:80"])
        assert.ok(isOwnHost(name, "https://edge.acme.test", allowedHosts), name);
      for (const name of ["svc", "a.svc.evil.example", "fd00::1"])
        assert.ok(!isOwnHost(name, "https://edge.acme.test", allowedHosts), name);
    },
  );
});

describe("a hosted part that is busy for a moment", () => {
  it(
    verifies("hosted.waiting-connections", "It keeps 1,000 connections, and answers them afterwards"),
    async function () {
      const callers = 1_000;
      if (systemLimit() < callers) this.skip();
      const gate = new SharedArrayBuffer(4);
      const thread = new Worker(new URL("../../../support/network/stalled-listener.ts", import.meta.url), {
        workerData: { gate },
      });
      const sockets: Socket[] = [];
      try {
        const url = new URL(String((await once(thread, "message"))[0]));
        let connected = 0;
        let answered = 0;
        for (let caller = 0; caller < callers; caller += 1) {
          const socket = connect(Number(url.port), url.hostname, () => {
            connected += 1;
          });
          sockets.push(socket);
          socket.once("data", () => {
            answered += 1;
          });
          socket.write(`GET / HTTP/1.1\r\nhost: ${url.host}\r\nconnection: close\r\n\r\n`);
        }
        await until("every caller is connected", () => connected === callers);
        assert.equal(answered, 0);
        Atomics.store(new Int32Array(gate), 0, 1);
        Atomics.notify(new Int32Array(gate), 0);
        await until("every caller has its answer", () => answered === callers);
      } finally {
        for (const socket of sockets) socket.destroy();
        await thread.terminate();
      }
    },
  );
});

/** How many connections the system holds for a listener at most. Only Linux says so by a file; others have few. */
function systemLimit(): number {
  try {
    return Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8"));
  } catch {
    return 0;
  }
}
