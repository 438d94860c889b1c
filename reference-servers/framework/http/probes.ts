/**
 * What whoever runs a server asks it: does it live, can it serve, what has it measured. Open to all who reach the port,
 * which is the part's own and not the users': none of the answers holds a person or an argument.
 */
import { Hono } from "hono";
import type { Logger } from "pino";

export interface Probes {
  /** Throws where the server cannot serve just now. */
  ready(): Promise<void>;
  /** In Prometheus' text format. */
  metrics(): Promise<string>;
  readonly log: Logger;
}

/** `/healthz`, `/readyz` and `/metrics`. */
export function probeRoutes({ ready, metrics, log }: Probes): Hono {
  const app = new Hono();
  app.get("/healthz", (context) => context.json({ status: "up" }));
  app.get("/readyz", async (context) => {
    try {
      await ready();
      return context.json({ ready: true });
    } catch (error) {
      // Whoever polls while a server starts reads the answer; the log is for those who wonder later.
      log.info({ reason: error instanceof Error ? error.message : String(error) }, "not ready");
      return context.json({ ready: false }, 503);
    }
  });
  app.get("/metrics", async (context) => context.text(await metrics()));
  return app;
}
