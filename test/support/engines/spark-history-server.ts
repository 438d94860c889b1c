/** Spark's own History Server on a folder of event logs, on loopback. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { until } from "../clocks/until.ts";
import { freePort } from "../network/listening.ts";

export interface TestHistoryServer {
  readonly url: string;
  /** Ends the process and removes what it wrote. */
  stop(): Promise<void>;
}

/** Milliseconds; it takes 3 s on two idle cores, and a second more for every ten applications. */
const timeoutMs = 180_000;

/** Starts the server, and waits until it lists `applications` applications. */
export async function startHistoryServer(
  spark: string,
  eventLogs: string,
  applications: number,
): Promise<TestHistoryServer> {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-history-"));
  const port = await freePort();
  const log = join(folder, "log");
  const output = await open(log, "w");
  const child = spawn("java", javaArguments(spark, eventLogs, port), {
    cwd: folder,
    stdio: ["ignore", output.fd, output.fd],
    env: { ...process.env, SPARK_LOCAL_IP: "127.0.0.1", SPARK_CONF_DIR: folder },
  });
  await output.close();
  const killWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithUs);
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    process.removeListener("exit", killWithUs);
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until(
      "the History Server lists its applications",
      async () => {
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
        return (await listed(url)) >= applications;
      },
      timeoutMs,
    );
  } catch (cause) {
    const logTail = (await readFile(log, "utf8")).split("\n").slice(-30).join("\n");
    await stop();
    throw new Error(`The History Server did not start. Its last words:\n${logTail}`, { cause });
  }
  return { url, stop };
}

const javaArguments = (spark: string, eventLogs: string, port: number): string[] => [
  "-Xmx768m",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-cp",
  join(spark, "pyspark", "jars", "*"),
  `-Dspark.history.fs.logDirectory=${pathToFileURL(eventLogs)}`,
  `-Dspark.history.ui.port=${port}`,
  "-Dspark.history.fs.update.interval=2s",
  "org.apache.spark.deploy.history.HistoryServer",
];

const Applications = z.array(z.object({ id: z.string() }));

async function listed(url: string): Promise<number> {
  try {
    return Applications.parse(await (await fetch(`${url}/api/v1/applications`)).json()).length;
  } catch {
    return 0;
  }
}
