/** A thread whose part listens, and then accepts nothing until `gate` is released: as a part that is busy for a moment. */
import { parentPort, workerData } from "node:worker_threads";
import { listen } from "@drawbridge/hosted/listen";
import { httpListener } from "@drawbridge/hosted/listener";
import { z } from "zod";

const { gate } = z.object({ gate: z.instanceof(SharedArrayBuffer) }).parse(workerData);

const part = await listen(
  httpListener((_, response) => void response.end("late")),
  { port: 0 },
);
parentPort?.postMessage(part.url);
Atomics.wait(new Int32Array(gate), 0, 0);
