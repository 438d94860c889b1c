import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import { startEdge } from "@drawbridge/edge/start";
import { until } from "../../support/clocks/until.ts";
import { startUpstream, type Upstream } from "../../support/edge-suite/upstream.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { type Answer, bearer, send } from "../../support/network/http.ts";
import { freePort } from "../../support/network/listening.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

describe("instances at the edge", () => {
  let world: World;
  let token: string;
  const servers: Record<string, Upstream> = {};
  before(async () => {
    world = await startWorld(startEdge);
    token = await world.issuer.mint();
  });
  after(async () => {
    await world.close();
    await Promise.all(Object.values(servers).map((server) => server.close()));
  });

  const internal = async (server: string, path: string, init: RequestInit): Promise<void> => {
    const answer = await fetch(`${world.registryUrl}/internal/v1/servers/${server}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${registryCredential(world.rootSecret, server)}` },
    });
    assert.equal(answer.status, 204);
  };
  const announce = (server: string, id: string, url: string): Promise<void> => {
    const instance = { id, leaseSeconds: 3600 };
    const body = JSON.stringify({ manifest: manifestOf(server), url, instance });
    return internal(server, "", { method: "PUT", body });
  };
  const withdraw = (server: string, id: string) => internal(server, `/instances/${id}`, { method: "DELETE" });
  /** Starts instances, and waits until the edge gives calls to each of them. */
  const run = async (server: string, ...ids: string[]): Promise<Upstream[]> => {
    const started = await Promise.all(ids.map(() => startUpstream()));
    for (const [index, id] of ids.entries()) {
      const upstream = started[index];
      assert.ok(upstream);
      servers[id] = upstream;
      await announce(server, id, upstream.url);
    }
    await until("each instance is called", async () => {
      assert.equal((await post(server)).status, 200);
      return started.every(({ reached }) => reached.length > 0);
    });
    for (const each of started) each.reached.splice(0);
    return started;
  };
  const post = (server: string, body = "{}"): Promise<Answer> => world.call(server, token, { method: "POST", body });
  const metric = async (name: string): Promise<string | undefined> =>
    (await send(`${world.edgeUrl}/metrics`)).body.split("\n").find((line) => line.startsWith(`${name} `));

  it(verifies("instances.shared", "Calls in flight are shared evenly by the instances"), async () => {
    const started = await run("shared", "s1", "s2");
    const held = started.map((): ServerResponse[] => []);
    started.forEach((server, index) => {
      server.answer = (_, response) => void held[index]?.push(response);
    });
    const calls: Promise<Answer>[] = [];
    for (let count = 1; count <= 6; count += 1) {
      calls.push(post("shared"));
      await until("it has arrived", () => held.flat().length === count);
    }
    assert.deepEqual(
      held.map(({ length }) => length),
      [3, 3],
    );
    for (const response of held.flat()) response.writeHead(200).end("{}");
    await Promise.all(calls);
    for (const server of started) server.answer = null;
  });

  it(
    verifies("instances.ejected", "Of two instances one stops, and no call fails: the other gets each of them whole"),
    async () => {
      const [dead, other] = await run("stops", "d1", "d2");
      assert.ok(dead && other);
      await dead.close();
      const body = "x".repeat(300_000);
      for (let count = 0; count < 20; count += 1) assert.equal((await post("stops", body)).status, 200);
      assert.equal(other.reached.length, 20);
      assert.ok(other.reached.every((each) => each.body === body));
      assert.match((await metric('drawbridge_edge_ejections_total{server="stops"}')) ?? "", / [1-9]\d*$/);
      assert.match((await metric('drawbridge_edge_ejected_instances{server="stops"}')) ?? "", / 1$/);
    },
  );

  it(verifies("instances.newest", "The newest instance dies, and the one that was there before serves"), async () => {
    const [first, newest] = await run("canary", "c1", "c2");
    await newest?.close();
    for (let count = 0; count < 5; count += 1) assert.equal((await post("canary")).status, 200);
    assert.equal(first?.reached.length, 5);
  });

  it(
    verifies("instances.replaced", "The only instance dies, and the first call after another is announced succeeds"),
    async () => {
      // The edge asks by itself each second, so one time alone could be luck.
      for (const round of [1, 2, 3]) {
        const server = `replaced-${round}`;
        const [only] = await run(server, `${server}-a`);
        await only?.close();
        assert.equal((await post(server)).status, 503);
        const another = await startUpstream();
        servers[`${server}-b`] = another;
        await announce(server, `${server}-b`, another.url);
        assert.equal((await post(server)).status, 200);
        assert.equal(another.reached.length, 1);
      }
    },
  );

  it(verifies("instances.none", "Without an instance that can be reached a call is refused in words"), async () => {
    const started = await run("gone", "g1", "g2");
    await Promise.all(started.map((server) => server.close()));
    const answer = await post("gone");
    assert.equal(answer.status, 503);
    assert.match(answer.body, /gone cannot be reached\. Nothing was run\. Try again/);
    await withdraw("gone", "g1");
    await withdraw("gone", "g2");
    await until("the edge knows that there is none", async () =>
      /No instance of gone runs now\. Nothing was run\./.test((await post("gone")).body),
    );
    assert.equal((await post("gone")).status, 503);
  });

  it(
    verifies("instances.service", "Two instances at one address are called there, and one of them may end"),
    async () => {
      const [service] = await run("service", "p1");
      assert.ok(service);
      await announce("service", "p2", service.url);
      await withdraw("service", "p1");
      for (let count = 0; count < 3; count += 1) assert.equal((await post("service")).status, 200);
      assert.equal(service.reached.length, 3);
    },
  );

  describe("sessions of legacy servers", () => {
    let started: Upstream[];
    let secondEdge: { readonly url: string; close(): Promise<void> };
    before(async () => {
      const url = `http://127.0.0.1:${await freePort()}`;
      started = await run("legacy", "l1", "l2", "l3");
      secondEdge = await startEdge({ ...world.settings, port: Number(new URL(url).port), url });
      for (const [index, server] of started.entries())
        server.answer = (request, response) => {
          const id = request.headers["mcp-session-id"];
          if (id !== undefined && id !== `session-${index}`) response.writeHead(404).end("another instance's session");
          else response.writeHead(200, { "Mcp-Session-Id": `session-${index}` }).end(String(index));
        };
      await until("the second edge serves", async () => (await at(secondEdge.url, null)).status === 200);
    });
    after(() => secondEdge.close());

    const at = (edge: string, session: string | null, as = token): Promise<Answer> =>
      send(`${edge}/mcp/legacy`, {
        ...{ method: "POST", body: "{}" },
        headers: [...bearer(as), ...(session === null ? [] : ["Mcp-Session-Id", session])],
      });
    const begin = async () => {
      const answer = await at(world.edgeUrl, null);
      return { session: String(answer.headers["mcp-session-id"]), instance: answer.body };
    };

    it(verifies("instances.sessions", "A session stays at its instance over two edges"), async () => {
      for (const { session, instance } of [await begin(), await begin(), await begin(), await begin()])
        for (const edge of [world.edgeUrl, secondEdge.url, world.edgeUrl]) {
          const answer = await at(edge, session);
          assert.deepEqual([answer.status, answer.body], [200, instance]);
        }
    });

    it(
      verifies(
        "instances.forged-session",
        "No session id but the one that the edge gave to this user reaches a server",
      ),
      async () => {
        const { session } = await begin();
        const other = await begin();
        const reached: string[] = [];
        const answers = started.map(({ answer }) => answer);
        for (const server of started)
          server.answer = (_, response) => {
            reached.push("a forged session");
            response.writeHead(200).end();
          };
        const tag = session.slice(session.lastIndexOf(".") + 1);
        const otherTag = other.session.slice(other.session.lastIndexOf(".") + 1);
        for (const forged of [
          "session-0",
          `session-9.${tag}`,
          `session-0.${otherTag.slice(0, 12)}${tag.slice(12)}x`,
          `${session}x`,
          session.slice(0, -1),
          `session-0.${"A".repeat(36)}`,
          "",
        ])
          assert.equal((await at(world.edgeUrl, forged)).status, 404, forged);
        const ines = await world.issuer.mint({ sub: "ines" });
        assert.equal((await at(world.edgeUrl, session, ines)).status, 404);
        assert.deepEqual(reached, []);
        started.forEach((server, index) => {
          server.answer = answers[index] ?? null;
        });
      },
    );

    it(
      verifies("instances.sessions", "When its instance is gone, a session is a 404, and a new one begins"),
      async () => {
        const { session, instance } = await begin();
        await started[Number(instance)]?.close();
        const answer = await at(secondEdge.url, session);
        assert.equal(answer.status, 404);
        assert.match(answer.body, /no such session.*Nothing was run\. Begin a new session/);
        assert.equal((await begin()).instance === instance, false);
        await withdraw("legacy", ["l1", "l2", "l3"][Number(instance)] ?? "");
        assert.equal((await at(world.edgeUrl, session)).status, 404);
      },
    );
  });
});
