import type { Cause } from "../diagnosis/cause.ts";

export const pythonOutOfMemory: Cause = {
  id: "python-out-of-memory",
  title: "A Python worker ran out of memory",
  rank: "root",
  signatures: [
    { pattern: /^[ \t]*(numpy\.\S*|_ArrayMemoryError|MemoryError)\b.*/m, strength: "certain" },
    { pattern: /(?<!\w)MemoryError\b(?!\.java)/, strength: "likely", unless: /OutOfMemoryError/ },
    {
      pattern: /[Mm]emory cgroup out of memory: Kill(ed)? process \d+ \(python|OOM.{0,40}kill.{0,60}\bpython/,
      strength: "likely",
      fix: "A Python process reached the memory limit of its container. Let the program keep less in Python (work in batches, no toPandas or collect of everything), or raise the memory beside the heap: spark.driver.memoryOverhead for the driver's program, spark.executor.memoryOverhead or spark.executor.pyspark.memory for workers.",
    },
    {
      // What notebooks say of a Python process that the kernel ended.
      pattern: /Python (process|kernel) (exited with exit code|was killed|died).{0,40}(137|SIGKILL|-9\b)/i,
      strength: "likely",
    },
  ],
  fix: "Handle rows in batches inside the function (mapInPandas with smaller spark.sql.execution.arrow.maxRecordsPerBatch), then raise spark.executor.pyspark.memory or spark.executor.memoryOverhead.",
  source: "Spark configuration: spark.executor.pyspark.memory",
};
