/**
 * The probes for the operator of a server: is it alive, can it serve, what has it measured. They are open to every client
 * that reaches the port. That port belongs to the part and not to its users, and no answer holds a person or an argument.
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
      // A script that polls while a server starts reads the answer. The log is for an operator who looks later.
      log.info({ reason: error instanceof Error ? error.message : String(error) }, "not ready");
      return context.json({ ready: false }, 503);
    }
  });
  app.get("/metrics", async (context) => context.text(await metrics()));
  return app;
}
