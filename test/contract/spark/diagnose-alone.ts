/**
 * Runs one diagnosis, with the Spark server and its client, in a process of its own, so that the process's memory is
 * that of the diagnosis alone.
 *
 * node diagnose-alone.ts EVENT-LOG-FOLDER APP      prints one line of JSON (`Alone`)
 */
import { readFileSync } from "node:fs";
import { startForTest } from "@drawbridge/framework/testing";
import { sparkServer } from "@drawbridge/spark/server";
import { z } from "zod";

export const Alone = z.object({
  cause: z.string(),
  gaps: z.array(z.string()),
  /** Peak memory of the process in bytes. */
  memory: z.number(),
  /** Progress notifications that reached the client, as fractions of the total. */
  progress: z.array(z.number()),
  ms: z.number(),
});
export type Alone = z.infer<typeof Alone>;

const [folder = "", app = ""] = process.argv.slice(2);

if (import.meta.main) {
  const kit = await startForTest(sparkServer, { settings: { SPARK_EVENT_LOG_DIR: folder } });
  const ada = await kit.connect({ user: "ada", groups: ["ads-eng"] });
  const progress: number[] = [];
  const began = performance.now();
  const result = await ada.callTool(
    { name: "diagnose_app", arguments: { app } },
    { onprogress: ({ progress: done, total = 1 }) => progress.push(done / total) },
  );
  const ms = performance.now() - began;
  const memory = peakMemory();
  const diagnosis = Alone.pick({ cause: true, gaps: true }).safeParse(result.structuredContent).data;
  if (diagnosis === undefined) throw new Error(JSON.stringify(result.content));
  console.log(JSON.stringify({ ...diagnosis, memory, progress, ms } satisfies Alone));
  await kit.close();
}

/**
 * VmHWM: the operating system's own peak for this process. The peak of getrusage is inherited from the parent process.
 */
function peakMemory(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
