import assert from "node:assert/strict";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { startForTest } from "@drawbridge/framework/testing";
import { send } from "../../support/network/http.ts";
import { listening } from "../../support/network/listening.ts";
import { ada, finn, newWorkshop, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";

describe("what is recorded of calls", () => {
  it(
    verifies(
      "framework.metrics",
      "The metrics count calls by tool and outcome, and hold neither users nor made-up tool names",
    ),
    async () => {
      const kit = await startForTest(workshop());
      try {
        const [client, other] = [await kit.connect(ada), await kit.connect(finn)];
        await client.callTool({ name: "note", arguments: { text: "hunter2" } });
        await client.callTool({ name: "fail", arguments: { how: "foreseen" } });
        await other.callTool({ name: "secret_figures", arguments: {} });
        for (const name of ["hunter2", "hunter3"]) await assert.rejects(client.callTool({ name, arguments: {} }));
        const { body } = await send(`${kit.url}/metrics`);
        const counts = body.match(/^drawbridge_tool_(calls_total|errors_total|duration_\w*count).*$/gm)?.sort();
        assert.deepEqual(
          counts?.filter((line) => line.includes("calls_total")),
          [
            'drawbridge_tool_calls_total{server="workshop",tool="fail",outcome="failed"} 1',
            'drawbridge_tool_calls_total{server="workshop",tool="note",outcome="ok"} 1',
            'drawbridge_tool_calls_total{server="workshop",tool="secret_figures",outcome="not-allowed"} 1',
            'drawbridge_tool_calls_total{server="workshop",tool="unknown",outcome="unknown-tool"} 2',
          ],
        );
        assert.equal(counts.filter((line) => line.includes("errors_total")).length, 3);
        assert.equal(counts.filter((line) => line.includes("duration")).length, 4);
        assert.ok(!/hunter|ada|finn/.test(body), body);
      } finally {
        await kit.close();
      }
    },
  );

  it(
    verifies(
      "framework.shares-a-process",
      "Two servers in one process each have their own metrics and their own policy",
    ),
    async () => {
      const [one, two] = [newWorkshop(), newWorkshop()];
      const wide = await startForTest(workshop(one));
      const narrow = await startForTest({
        ...workshop(two),
        name: "narrow",
        policies: { everybody: 'permit (principal == User::"finn", action, resource);', figures: "" },
      });
      try {
        const [atWide, atNarrow] = [await wide.connect(ada), await narrow.connect(ada)];
        assert.equal((await atWide.listTools()).tools.length, 9);
        assert.equal((await atNarrow.listTools()).tools.length, 0);
        await atWide.callTool({ name: "list_numbers", arguments: { count: 1 } });
        await atNarrow.callTool({ name: "list_numbers", arguments: { count: 1 } });
        assert.deepEqual([one.ran, two.ran], [["list_numbers"], []]);
        const metrics = await Promise.all([wide, narrow].map(async ({ url }) => (await send(`${url}/metrics`)).body));
        assert.match(metrics[0] ?? "", /server="workshop",tool="list_numbers",outcome="ok"/);
        assert.ok(!metrics[0]?.includes("narrow"));
        assert.match(metrics[1] ?? "", /server="narrow",tool="list_numbers",outcome="not-allowed"/);
        await narrow.close();
        assert.equal(
          (await atWide.callTool({ name: "list_numbers", arguments: { count: 1 } })).isError ?? false,
          false,
        );
      } finally {
        await Promise.all([wide.close(), narrow.close()]);
      }
    },
  );

  it(
    verifies(
      "framework.traces",
      "A call is a span in the client's own trace, sent where the operator says, without arguments",
    ),
    async () => {
      const received: string[] = [];
      const collector = createServer(async (request, response) => {
        received.push(`${request.url} ${await text(request)}`);
        response.setHeader("content-type", "application/json").end("{}");
      });
      const endpoint = await listening(collector);
      const kit = await startForTest(workshop(), { settings: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
      try {
        const client = await kit.connect(ada);
        const _meta = { traceparent: `00-${traceId}-${spanId}-01` };
        await client.callTool({ name: "note", arguments: { text: "hunter2" }, _meta });
      } finally {
        await kit.close();
        collector.close();
      }
      const sent = received.join("\n");
      assert.match(sent, /^\/v1\/traces /);
      assert.ok(sent.includes(traceId) && sent.includes(`"parentSpanId":"${spanId}"`), sent);
      assert.match(sent, /"tools\/call note"/);
      assert.ok(!/hunter2|"ada"/.test(sent), sent);
    },
  );
});
