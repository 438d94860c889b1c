import assert from "node:assert/strict";
import { z } from "zod";
import { ServerFactsCache } from "../../../../../proxy/mcp/upstream/server-facts.ts";
import { ConnectedHost, type HostEra } from "../../../../support/agents/connected-host.ts";
import { passTime, staysSo } from "../../../../support/clocks/real-time.ts";
import { until } from "../../../../support/clocks/until.ts";
import { troubleInput } from "../../../../support/machine/trouble-input.ts";
import {
  answerEvents,
  answerJson,
  answerText,
  ScriptedUpstream,
} from "../../../../support/servers/scripted-upstream.ts";
import { legacyServer } from "../../../../support/transcript/legacy-server.ts";
import { modernServer } from "../../../../support/transcript/modern-server.ts";
import type { FeatureServer } from "../../../../support/transcript/server.ts";
import { verifies } from "../../../../support/verifies.ts";

const listChanged = "notifications/tools/list_changed";
const Conflict = z.object({
  GET: z.tuple([
    z.object({ open_for_s: z.number() }),
    z.object({ for_s: z.number(), status: z.number(), body: z.unknown() }),
    z.object({ status: z.literal(200) }),
  ]),
});

const serverOf = { legacy: () => legacyServer(), modern: () => modernServer(60_000) } as const;

describe("a gap in which changes are missed", function () {
  this.timeout(60_000);
  let upstream: ScriptedUpstream;
  let host: ConnectedHost;
  let server: FeatureServer;
  afterEach(async () => {
    host.close();
    await upstream.close();
  });

  const isStream = (serverEra: HostEra, http: string, method: unknown) =>
    serverEra === "legacy" ? http === "GET" : method === "subscriptions/listen";
  const streams = (serverEra: HostEra) =>
    upstream.exchanges.filter(({ http, message }) => isStream(serverEra, http, message.method)).length;

  async function begin(hostEra: HostEra, serverEra: HostEra): Promise<void> {
    server = serverOf[serverEra]();
    upstream = await new ScriptedUpstream(server.serve).start();
    host = new ConnectedHost({ url: upstream.url, era: hostEra });
    await host.begin();
    await until("the stream of changes is open", () => streams(serverEra) > 0);
    await passTime(100, "the bridge reads the head of the stream");
  }
  /** Puts a server with one tool more in its place, as after a restart. It announces nothing. */
  function restart(serverEra: HostEra): void {
    server = serverOf[serverEra]();
    server.toolsChanged();
    upstream.server = server.serve;
  }
  /** The server gets one tool more, and its announcement reaches no stream. */
  async function changeWithoutStream(): Promise<void> {
    upstream.cut();
    await passTime(100, "the server sees that the stream is gone");
    server.toolsChanged();
  }
  async function isHeard(): Promise<void> {
    await until("the agent hears of the difference", () => host.notifications(listChanged) > 0);
    assert.ok((await host.toolNames()).includes("grown"));
  }

  for (const hostEra of ["legacy", "modern"] as const) {
    for (const serverEra of ["legacy", "modern"] as const) {
      const pair = `a ${hostEra} agent with a ${serverEra} server`;

      it(verifies("bridge.gap", `A difference is announced after the stream was cut: ${pair}`), async () => {
        await begin(hostEra, serverEra);
        await changeWithoutStream();
        await isHeard();
      });

      it(verifies("bridge.gap", `Nothing is announced after a cut without a difference: ${pair}`), async () => {
        await begin(hostEra, serverEra);
        const from = upstream.exchanges.length;
        upstream.cut();
        await until("the tools are read again", () => upstream.count("tools/list", from) > 0);
        await staysSo("nothing is announced", 200, () => host.notifications(listChanged) === 0);
      });

      it(
        verifies("bridge.gap", `A difference is announced after a stream that was refused for a while: ${pair}`),
        async () => {
          await begin(hostEra, serverEra);
          const error = { code: -32000, message: "Conflict: Only one SSE stream is allowed per session" };
          const end = performance.now() + 1_200;
          upstream.script = ({ http, message }, response) =>
            isStream(serverEra, http, message.method) &&
            performance.now() < end &&
            answerJson(response, 409, { jsonrpc: "2.0", id: null, error });
          await changeWithoutStream();
          await isHeard();
        },
      );

      it(verifies("bridge.gap", `A difference is announced after the server was away: ${pair}`), async () => {
        await begin(hostEra, serverEra);
        await upstream.close();
        assert.equal(await host.codeOf("route", { region: "x" }), "unreachable");
        restart(serverEra);
        await upstream.start();
        await isHeard();
      });

      it(
        verifies("bridge.gap", `A difference is announced by the next call where there is no stream: ${pair}`),
        async () => {
          upstream = await new ScriptedUpstream(serverOf[serverEra]().serve).start();
          upstream.script = ({ http, message }, response) =>
            isStream(serverEra, http, message.method) && answerText(response, 405, "");
          host = new ConnectedHost({ url: upstream.url, era: hostEra });
          await host.begin();
          await until("the stream was asked for", () => streams(serverEra) > 0);
          await upstream.close();
          assert.equal(await host.codeOf("route", { region: "x" }), "unreachable");
          restart(serverEra);
          await upstream.start();
          assert.equal(await host.call("look", { text: "back" }), "back");
          await isHeard();
        },
      );
    }

    for (const [from, to] of [
      ["legacy", "modern"],
      ["modern", "legacy"],
    ] as const) {
      it(
        verifies(
          "bridge.gap",
          `A ${hostEra} agent hears of a difference, and of later ones, after a server changed from ${from} to ${to}`,
        ),
        async () => {
          await begin(hostEra, from);
          restart(to);
          assert.equal(await host.call("look", { text: "after" }), "after");
          await isHeard();
          await until("the new stream is open", () => streams(to) > 0);
          await passTime(200, "the bridge reads the head of the new stream");
          const heard = host.notifications(listChanged);
          server.toolsChanged();
          await until("the agent hears of the next change", () => host.notifications(listChanged) > heard);
        },
      );
    }
  }

  it(
    verifies("bridge.gap", "A difference is announced after a session was lost, without any call of the agent"),
    async () => {
      await begin("legacy", "legacy");
      server = legacyServer((response) => void answerText(response, 400, "Session not found"));
      server.toolsChanged();
      upstream.server = server.serve;
      upstream.cut();
      await isHeard();
      assert.equal(upstream.count("initialize"), 2);
    },
  );

  for (const era of ["legacy", "modern"] as const) {
    it(
      verifies(
        "bridge.gap",
        `A ${era} agent hears of a difference that came while no broker was there, and of no other`,
      ),
      async () => {
        server = modernServer(60_000);
        upstream = await new ScriptedUpstream(server.serve).start();
        const earlier = new ServerFactsCache(null, () => {});
        host = new ConnectedHost({ url: upstream.url, era, serverFacts: earlier });
        await host.begin();
        /** What the next broker reads from the disk. */
        const stored = () => new ServerFactsCache(earlier.stored(), () => {});
        const next = async (again: boolean) => {
          host.close();
          host = new ConnectedHost({ url: upstream.url, era, again, serverFacts: stored() });
          const from = upstream.exchanges.length;
          await host.rejoin();
          if (again) await until("the tools are read again", () => upstream.count("tools/list", from) > 0);
          await passTime(200, "an announcement, if there is one, arrives");
        };
        await next(true);
        assert.equal(host.notifications(listChanged), 0, "there was no difference");
        host.close();
        restart("modern");
        await next(false);
        assert.equal(host.notifications(listChanged), 0, "a new agent has no list yet");
        await next(true);
        await isHeard();
      },
    );
  }

  it(verifies("bridge.gap", "A resumed stream that replays nothing is no reason to miss a change"), async () => {
    await begin("legacy", "legacy");
    let opened = 0;
    upstream.script = ({ http }, response) => {
      if (http !== "GET") return false;
      opened += 1;
      return answerEvents(response, `id: ${opened}\ndata: {"jsonrpc":"2.0","method":"notifications/x"}\n\n`, false);
    };
    upstream.cut();
    await until("the stream is open", () => opened === 1);
    await changeWithoutStream();
    await isHeard();
    assert.equal(upstream.streams.at(-1)?.headers["last-event-id"], "1");
  });

  it(
    verifies("bridge.gap", "The input get-stream-conflict.json ends with the change announced, and calls are answered"),
    async () => {
      const [opened, refused] = troubleInput("get-stream-conflict.json", Conflict).GET;
      // A tenth of the time, which the input scaled down already.
      const [openMs, refusedMs] = [opened.open_for_s * 100, refused.for_s * 100];
      await begin("legacy", "legacy");
      await passTime(openMs, "the input says how long the stream is open");
      const end = performance.now() + refusedMs;
      const { status, body } = refused;
      let reopened = 0;
      upstream.script = ({ http }, response) => {
        if (http !== "GET") return false;
        if (performance.now() < end) return answerJson(response, status, body);
        reopened += 1;
        return answerEvents(response, ": open\n\n", false);
      };
      await changeWithoutStream();
      assert.equal(await host.call("look", { text: "meanwhile" }), "meanwhile");
      await isHeard();
      await until("the stream is open again", () => reopened > 0);
      assert.equal(upstream.count("initialize"), 1, "the session stays");
    },
  );
});
