import type { Cause } from "../diagnosis/cause.ts";

export const pythonWorkerDied: Cause = {
  id: "python-worker-died",
  title: "A Python worker process died",
  rank: "root",
  signatures: [
    { pattern: /Python worker exited unexpectedly \(crashed\)|Python worker exited unexpectedly/, strength: "certain" },
    { pattern: /Fatal Python error|Python worker (died|crashed)/, strength: "likely" },
    { pattern: /EOFException[\s\S]{0,300}PythonRunner/, strength: "likely" },
  ],
  explainedBy: ["killed-from-outside", "container-over-memory", "executor-out-of-memory", "disk-full"],
  fix: "Set spark.python.worker.faulthandler.enabled=true and run again to see where it crashed. Usual reasons: a native library (versions of numpy, pyarrow), os._exit, or the memory limit of the Python worker.",
  source: "BasePythonRunner; Spark configuration: spark.python.worker.faulthandler.enabled",
};
