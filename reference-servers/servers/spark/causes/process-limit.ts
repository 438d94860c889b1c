import type { Cause } from "../diagnosis/cause.ts";

export const processLimit: Cause = {
  id: "process-limit",
  title: "The system allows no more threads or processes",
  rank: "root",
  signatures: [
    {
      pattern:
        /unable to create (new )?(native )?thread|can't start new thread|pthread_create failed|Failed to start thread|Resource temporarily unavailable.{0,80}(fork|thread|process)|(fork|thread|process).{0,80}Resource temporarily unavailable|\[Errno 11\]|error=11, |cgroup: fork rejected|fork: retry/,
      strength: "certain",
    },
    { pattern: /\bEAGAIN\b|possibly out of memory or process\/resource limits reached/, strength: "likely" },
  ],
  fix: "Find what starts the threads: thread pools and clients that the job's code creates for each record and does not close, or many parallel streams. Then raise the limits of processes (ulimit -u, the pids limit of the container). A larger heap makes it worse.",
  source: "pthread_create: EAGAIN; fork: EAGAIN; OpenJDK, OutOfMemoryError: unable to create native thread",
};
