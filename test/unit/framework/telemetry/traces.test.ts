import assert from "node:assert/strict";
import { trace } from "@opentelemetry/api";
import { traceOf } from "../../../../reference-servers/framework/telemetry/traces.ts";
import { verifies } from "../../../support/verifies.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";

describe("the trace of a call", () => {
  it(verifies("framework.traces", "A call continues the trace that `_meta` names"), () => {
    const context = trace.getSpanContext(traceOf({ traceparent: `00-${traceId}-${spanId}-01`, tracestate: "a=1" }));
    assert.equal(context?.traceId, traceId);
    assert.equal(context?.spanId, spanId);
    assert.equal(context?.isRemote, true);
    assert.equal(context?.traceState?.get("a"), "1");
  });

  for (const meta of [undefined, {}, { traceparent: 7 }, { traceparent: "00-nonsense" }, { traceparent: ["00"] }]) {
    it(verifies("framework.traces", `A call begins a new trace where _meta is ${JSON.stringify(meta)}`), () => {
      assert.equal(trace.getSpanContext(traceOf(meta)), undefined);
    });
  }
});
