/**
 * Spans of calls, in the trace that the client began (`_meta.traceparent`, SEP-414). They leave the process only where
 * OTEL_EXPORTER_OTLP_ENDPOINT is set. Nothing is registered globally.
 */
import { type Context, defaultTextMapGetter, ROOT_CONTEXT, type Tracer, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";

export interface Traces {
  readonly tracer: Tracer;
  /** Sends the spans that are not sent yet. */
  close(): Promise<void>;
}

/**
 * `endpoint` is OTLP's base URL (the other settings are in OTLP's own variables). Without one, spans cost nothing and are
 * not sent.
 */
export async function openTraces(endpoint: string | undefined): Promise<Traces> {
  if (endpoint === undefined) return { tracer: trace.getTracer("drawbridge"), close: async () => {} };
  // These are half of all that the framework would load at its start, and most deployments never use them.
  const [{ OTLPTraceExporter }, { BatchSpanProcessor, TracerProvider }] = await Promise.all([
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` });
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  return { tracer: provider.getTracer("drawbridge"), close: () => provider.shutdown() };
}

const propagator = new W3CTraceContextPropagator();

/** The trace that a request's `_meta` continues; a new trace where it names none, or an invalid one. */
export const traceOf = (meta: Readonly<Record<string, unknown>> | undefined): Context =>
  propagator.extract(ROOT_CONTEXT, meta ?? {}, {
    keys: defaultTextMapGetter.keys,
    get: (carrier, key) => {
      const value: unknown = carrier[key];
      return typeof value === "string" ? value : undefined;
    },
  });
