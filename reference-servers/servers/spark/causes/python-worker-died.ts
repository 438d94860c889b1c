import type { Cause } from "../diagnosis/cause.ts";

export const pythonWorkerDied: Cause = {
  id: "python-worker-died",
  title: "A Python worker process died",
  rank: "root",
  signatures: [
    { pattern: /Python worker exited unexpectedly \(crashed\)|Python worker exited unexpectedly/, strength: "certain" },
    {
      pattern: /Fatal Python error|Python worker (died|crashed)|Python worker failed to connect back/,
      strength: "likely",
    },
    {
      pattern: /Timed out while waiting for the Python worker|Accept timed out[\s\S]{0,2000}PythonWorkerFactory/,
      strength: "likely",
    },
    { pattern: /EOFException[\s\S]{0,300}PythonRunner/, strength: "likely" },
  ],
  explainedBy: [
    "killed-from-outside",
    "container-over-memory",
    "executor-out-of-memory",
    "host-out-of-memory",
    "python-out-of-memory",
    "disk-full",
  ],
  fix: "Usual reasons: a native library (versions of numpy, pyarrow), os._exit, the memory limit of the Python worker, or another Python on the executors. To see where it crashed, check first what the job has already written, then run it again with spark.python.worker.faulthandler.enabled=true.",
  source: "BasePythonRunner; Spark configuration: spark.python.worker.faulthandler.enabled",
};
