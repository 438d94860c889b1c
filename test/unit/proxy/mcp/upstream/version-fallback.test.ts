import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { isObject, objectAt } from "../../../../../proxy/kernel/json.ts";
import { ConnectedHost, type HostEra } from "../../../../support/agents/connected-host.ts";
import { troubleInput } from "../../../../support/machine/trouble-input.ts";
import {
  answerEvents,
  answerJson,
  answerText,
  ScriptedUpstream,
} from "../../../../support/servers/scripted-upstream.ts";
import { legacyServer } from "../../../../support/transcript/legacy-server.ts";
import { modernServer } from "../../../../support/transcript/modern-server.ts";
import { verifies } from "../../../../support/verifies.ts";

const Refusal = z.object({
  initialize_of_any_other_version: z.object({ status: z.number(), body: z.looseObject({ error: z.looseObject({}) }) }),
});

describe("a server that speaks only some versions", function () {
  this.timeout(20_000);
  let upstream: ScriptedUpstream;
  let host: ConnectedHost;
  afterEach(async () => {
    host.close();
    await upstream.close();
  });

  /** The server takes `initialize` of one version alone, and refuses every other one by `refuse`. */
  async function speaking(
    version: string,
    refuse: (response: ServerResponse, id: unknown) => true,
    era: HostEra = "legacy",
  ): Promise<void> {
    upstream = await new ScriptedUpstream(legacyServer().serve).start();
    upstream.script = ({ message }, response) => {
      if (message.method === "server/discover") return answerText(response, 400, "Bad Request");
      if (message.method !== "initialize") return false;
      return objectAt(message, "params").protocolVersion === version ? false : refuse(response, message.id);
    };
    host = new ConnectedHost({ url: upstream.url, era });
    await host.begin();
  }
  const versions = () =>
    upstream.exchanges
      .filter(({ message }) => message.method === "initialize")
      .map(({ message }) => objectAt(message, "params").protocolVersion);

  const { status, body } = troubleInput("initialize-400-with-versions.json", Refusal).initialize_of_any_other_version;

  for (const era of ["legacy", "modern"] as const) {
    it(
      verifies("bridge.version-fallback", `The input initialize-400-with-versions.json works with a ${era} agent`),
      async () => {
        await speaking("2025-03-26", (to, id) => answerJson(to, status, { ...body, id }), era);
        assert.equal(await host.call("route", { region: "west" }), "Routed to west.");
        assert.deepEqual(versions(), ["2025-11-25", "2025-03-26"]);
        const last = upstream.exchanges.filter(({ message }) => message.method === "tools/call").at(-1);
        assert.equal(last?.headers["mcp-protocol-version"], "2025-03-26");
      },
    );
  }

  const supported = ["2025-06-18", "2024-11-05"];
  const rpc = (id: unknown, error: object) => ({ jsonrpc: "2.0", id, error });
  const unsupported = { code: -32602, message: "Unsupported protocol version", data: { supported } };
  const named = {
    code: -32000,
    message: `Bad Request: Unsupported protocol version (supported versions: ${supported})`,
  };
  for (const [what, refuse] of [
    ["an error with status 200", (to, id) => answerJson(to, 200, rpc(id, unsupported))],
    ["an error on a stream", (to, id) => answerEvents(to, `data: ${JSON.stringify(rpc(id, unsupported))}\n\n`)],
    ["an error without an id", (to) => answerJson(to, 400, rpc(null, unsupported))],
    ["the SDK's own text", (to) => answerJson(to, 400, rpc(null, named))],
    ["plain text", (to) => answerText(to, 400, `Unsupported protocol version. Supported: ${supported.join(", ")}`)],
    ["the error of the newest revision", (to, id) => answerJson(to, 400, rpc(id, { ...unsupported, code: -32022 }))],
  ] as const satisfies readonly [string, (response: ServerResponse, id: unknown) => true][]) {
    it(verifies("bridge.version-fallback", `The server's list is read from ${what}`), async () => {
      await speaking("2025-06-18", refuse);
      assert.equal(await host.call("look", { text: "hello" }), "hello");
      assert.deepEqual(versions(), ["2025-11-25", "2025-06-18"]);
    });
  }

  it(
    verifies("bridge.version-fallback", "A later session begins with the version that the server speaks"),
    async () => {
      await speaking("2025-06-18", (to, id) => answerJson(to, 400, rpc(id, unsupported)));
      upstream.server = legacyServer().serve;
      assert.equal(await host.call("look", { text: "again" }), "again");
      assert.deepEqual(versions(), ["2025-11-25", "2025-06-18", "2025-06-18"]);
    },
  );

  it(
    verifies("bridge.version-fallback", "A call to a server with other versions alone names them, and did not run"),
    async () => {
      const data = { supported: ["2031-01-01"] };
      await speaking("2031-01-01", (to, id) => answerJson(to, 400, rpc(id, { ...unsupported, data })));
      const answer = await host.call("route", { region: "x" });
      assert.match(answer, /orders speaks only MCP 2031-01-01; this Drawbridge speaks 2024-11-05 to 2026-07-28/);
      assert.match(answer, /Nothing ran/);
    },
  );

  for (const era of ["legacy", "modern"] as const) {
    it(
      verifies(
        "bridge.version-fallback",
        `A server whose modern refusal lists older versions alone is spoken to in one of them (${era} agent)`,
      ),
      async () => {
        upstream = await new ScriptedUpstream(legacyServer().serve).start();
        upstream.script = ({ message, headers }, response) =>
          headers["mcp-protocol-version"] === "2026-07-28" &&
          answerJson(response, 400, rpc(message.id, { ...unsupported, code: -32022 }));
        host = new ConnectedHost({ url: upstream.url, era });
        await host.begin();
        assert.equal(await host.call("look", { text: "hello" }), "hello");
      },
    );

    it(
      verifies(
        "bridge.version-fallback",
        `A modern server that comes back with older versions alone is spoken to in one of them (${era} agent)`,
      ),
      async () => {
        upstream = await new ScriptedUpstream(modernServer().serve).start();
        host = new ConnectedHost({ url: upstream.url, era });
        await host.begin();
        assert.equal(await host.call("look", { text: "before" }), "before");
        upstream.server = legacyServer().serve;
        upstream.script = ({ message, headers }, response) =>
          headers["mcp-protocol-version"] === "2026-07-28" &&
          answerJson(response, 400, rpc(message.id, { ...unsupported, code: -32022 }));
        assert.equal(await host.call("route", { region: "after" }), "Routed to after.");
        const ran = upstream.exchanges.filter(
          ({ message }) => isObject(message.params) && message.method === "tools/call",
        );
        assert.equal(ran.length, 3, "once before, once refused, once run");
      },
    );
  }
});
