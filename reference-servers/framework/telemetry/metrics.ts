/** One server's metrics, for /metrics. Nothing is registered globally, because servers share a process. */
import type { Meter } from "@opentelemetry/api";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";

export interface Metrics {
  readonly meter: Meter;
  /** All metrics of this server, in Prometheus' text format. */
  text(): Promise<string>;
  close(): Promise<void>;
}

export function openMetrics(): Metrics {
  const reader = new PulledReader();
  const provider = new MeterProvider({ readers: [reader] });
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  return {
    meter: provider.getMeter("drawbridge"),
    text: async () => serializer.serialize((await reader.collect()).resourceMetrics),
    close: () => provider.shutdown(),
  };
}

/** Collects on request. The exporter package's own reader would start a second HTTP server. */
class PulledReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}
