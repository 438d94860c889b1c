/** Runs one of the corpus' failing jobs (test/engines/spark/corpus/jobs.py) with a real Spark on loopback. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const jobs = fileURLToPath(new URL("../../engines/spark/corpus/jobs.py", import.meta.url));

export interface JobRun {
  readonly events: string;
  readonly logs: string;
}

/** Milliseconds; it takes 20 s on two idle cores. */
const timeoutMs = 240_000;

/** Runs the case until its program fails. Throws where it ends without failing. Its files are below the folder. */
export async function runJob(spark: string, name: string, folder: string): Promise<JobRun> {
  const [events, logs, scratch] = [join(folder, "events"), join(folder, "logs", name), join(folder, name)];
  for (const each of [events, logs, scratch]) await mkdir(each, { recursive: true });
  const driverLog = join(logs, "driver.log");
  const output = await open(driverLog, "w");
  // In its own process group, because Spark starts Python, which starts workers.
  const child = spawn("bash", [join(spark, "pyspark", "bin", "spark-submit"), ...settings(events, scratch), jobs], {
    cwd: scratch,
    stdio: ["ignore", output.fd, output.fd],
    detached: true,
    env: {
      ...{ PATH: process.env.PATH, HOME: scratch, JAVA_HOME: process.env.JAVA_HOME },
      ...{ SPARK_HOME: join(spark, "pyspark"), PYTHONPATH: spark, PYTHONDONTWRITEBYTECODE: "1" },
      ...{ SPARK_LOCAL_IP: "127.0.0.1", SPARK_CONF_DIR: scratch, PYSPARK_PYTHON: "python3" },
      ...{ CASE_NAME: name, CASE_FOLDER: join(scratch, "work"), CASE_MARK: name },
    },
  });
  await output.close();
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, "SIGKILL");
    }
  };
  const timeout = setTimeout(kill, timeoutMs);
  process.once("exit", kill);
  await once(child, "exit");
  clearTimeout(timeout);
  process.removeListener("exit", kill);
  if (child.exitCode === 0 || child.exitCode === null) {
    const logTail = (await readFile(driverLog, "utf8")).split("\n").slice(-30).join("\n");
    throw new Error(`${name} did not fail by itself. Its last words:\n${logTail}`);
  }
  return { events, logs: join(folder, "logs") };
}

const settings = (events: string, scratch: string): string[] =>
  [
    "spark.master=local[2]",
    "spark.ui.enabled=false",
    "spark.driver.host=127.0.0.1",
    "spark.driver.bindAddress=127.0.0.1",
    "spark.driver.memory=700m",
    "spark.eventLog.enabled=true",
    `spark.eventLog.dir=${pathToFileURL(events)}`,
    "spark.eventLog.rolling.enabled=false",
    "spark.sql.shuffle.partitions=8",
    `spark.sql.warehouse.dir=${pathToFileURL(join(scratch, "warehouse"))}`,
    `spark.local.dir=${join(scratch, "local")}`,
  ].flatMap((pair) => ["--conf", pair]);
