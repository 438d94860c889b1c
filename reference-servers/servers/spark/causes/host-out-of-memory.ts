import type { Cause } from "../diagnosis/cause.ts";

export const hostOutOfMemory: Cause = {
  id: "host-out-of-memory",
  title: "A machine had no memory left, and its system ended or refused processes",
  rank: "root",
  signatures: [
    {
      pattern:
        /\bearlyoom\b|systemd-oomd|\boomd\b.{0,80}[Kk]ill|Out of memory: Kill(ed)? process|oom-kill:constraint=CONSTRAINT_NONE|[Oo]om[- ]?killer? (killed|invoked|was invoked)|invoked oom-killer|early OOM killer/,
      strength: "certain",
      unless: /[Mm]emory cgroup out of memory|CONSTRAINT_MEMCG|OOMKilled/,
    },
    {
      pattern:
        /insufficient memory for the Java Runtime Environment|os::commit_memory\(.{0,120}failed|Native memory allocation \(m(map|alloc)\) failed|error=12, |\[Errno 12\]|Cannot allocate memory|\bENOMEM\b/,
      strength: "certain",
      unless: /\b_ArrayMemoryError\b/,
    },
  ],
  // The kernel logs the same lines for the limit of one container.
  explainedBy: ["container-over-memory", "python-out-of-memory"],
  fix: "Put less on the machine: the sum of all heaps, overheads and Python processes must leave memory for the system (fewer executors or cores per node, smaller spark.executor.memory, fewer child processes). Look at what else runs there, and at the limits that the early OOM killer has.",
  source: "Linux kernel, OOM killer; earlyoom and systemd-oomd manuals; HotSpot: os::commit_memory",
};
