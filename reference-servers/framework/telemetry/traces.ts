/**
 * Spans of calls, in the trace that the client began (`_meta.traceparent`, SEP-414). They leave the process only
 * where OTEL_EXPORTER_OTLP_ENDPOINT is set; nothing is registered globally.
 */
import { type Context, defaultTextMapGetter, ROOT_CONTEXT, type Tracer, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";

export interface Traces {
  readonly tracer: Tracer;
  /** Sends what is still here. */
  close(): Promise<void>;
}

/** `endpoint` is OTLP's base URL (its own variables name the rest); without one, spans cost nothing and go nowhere. */
export async function openTraces(endpoint: string | undefined): Promise<Traces> {
  if (endpoint === undefined) return { tracer: trace.getTracer("drawbridge"), close: async () => {} };
  // Half of what the framework would load at its start, and most deployments never use it.
  const [{ OTLPTraceExporter }, { BatchSpanProcessor, TracerProvider }] = await Promise.all([
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` });
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  return { tracer: provider.getTracer("drawbridge"), close: () => provider.shutdown() };
}

const propagator = new W3CTraceContextPropagator();

/** The trace that a request's `_meta` continues; a new one where it names none, or no valid one. */
export const traceOf = (meta: Readonly<Record<string, unknown>> | undefined): Context =>
  propagator.extract(ROOT_CONTEXT, meta ?? {}, {
    keys: defaultTextMapGetter.keys,
    get: (carrier, key) => {
      const value: unknown = carrier[key];
      return typeof value === "string" ? value : undefined;
    },
  });
