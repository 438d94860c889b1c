import type { Cause } from "../diagnosis/cause.ts";

export const tooManyOpenFiles: Cause = {
  id: "too-many-open-files",
  title: "A process opened more files than its limit",
  rank: "root",
  signatures: [
    { pattern: /Too many open files|\bEMFILE\b|\bENFILE\b|\[Errno 2[34]\]/i, strength: "certain" },
    { pattern: /No file descriptors available|inotify (instance|watch)/i, strength: "likely" },
  ],
  fix: "Find out what holds the files open: connections and files that the job's own code does not close, or many shuffle and spill files at the same time (fewer partitions and cores per executor open fewer). Then raise the limit (ulimit -n, LimitNOFILE) on the nodes, for the account that runs the executors or the driver.",
  source: "errno EMFILE and ENFILE; Spark configuration: spark.shuffle.sort.bypassMergeThreshold",
};
