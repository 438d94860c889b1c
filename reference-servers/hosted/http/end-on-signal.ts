/** How the process of a hosted part ends: in an order that loses no call, or at once where it is asked twice. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Part } from "@drawbridge/contracts/part";
import { z } from "zod";
import { variable } from "../environment.ts";

/** DRAWBRIDGE_LISTEN_ON_SECONDS of every part. */
export const ListenOnSeconds = variable(z.coerce.number().min(0).max(600).default(5), {
  means:
    "Seconds that a part which was asked to stop goes on accepting requests, while its /readyz answers 503. Set it above the time that your load balancer needs to notice.",
  example: "10",
  default: "5; the embedded stack gives its parts 0",
});

/** Values of DRAWBRIDGE_DRAIN_SECONDS. */
export const DrainSeconds = z.coerce.number().min(0).max(3_600);

/** What a part that is a process of its own needs to know besides its settings. */
export interface OwnProcess {
  readonly listenOnSeconds: number;
}

/**
 * On SIGTERM or SIGINT: the part leaves, listens on, closes, and the process exits. A second signal ends
 * the process at once.
 */
export function endOnSignal(part: Part, listenOnSeconds: number): void {
  let ending = false;
  const end = async (): Promise<void> => {
    part.leave?.();
    await sleep(listenOnSeconds * 1000);
    await part.close();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1);
      ending = true;
      void end();
    });
  }
}
