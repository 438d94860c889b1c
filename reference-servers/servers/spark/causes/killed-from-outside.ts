import type { Cause } from "../diagnosis/cause.ts";

export const killedFromOutside: Cause = {
  id: "killed-from-outside",
  title: "A process was killed from outside",
  rank: "symptom",
  signatures: [
    {
      pattern: /exited with code 137\b|exit(ed)?( status| code|Code)?[:= ]+\(?137\b|code 137 \(SIGKILL/i,
      strength: "likely",
    },
    {
      pattern: /exited with code 143\b|exit(ed)?( status| code|Code)?[:= ]+\(?143\b|RECEIVED SIGNAL (TERM|HUP|INT)/i,
      strength: "likely",
    },
    // Without a message about the signal, the program may also have ended itself.
    { pattern: /Invoking stop\(\) from shutdown hook/, strength: "likely", generic: true },
    {
      pattern:
        /(Container|container_\w{1,60}).{0,60}(preempted|killed on request)|released on a \*lost\* node|deleted by a user or the framework|NodeLost|[Ww]orker decommissioned|is now DECOMMISSIONED|spot (instance )?(reclaim|preempt)\w*|reclaimed by|Executor (decommissioned|lost.*preempt)|spot (instance )?(interruption|termination)|node (lost|is being drained|was lost)|Slave lost|worker lost|TerminationByServiceNotice|\bEvicted\b|NodeNotReady|NodeShutdown|Terminated in response to imminent node shutdown|maintenance event/i,
      strength: "likely",
    },
    {
      // A child process of the program, as Python and Scala report it.
      pattern:
        /(died with <Signals\.SIG(KILL|TERM)|returned non-zero exit status (-9|-15|137|143)\b|Subprocess exited with status (137|143)\b|SIGKILL)/,
      strength: "likely",
    },
    { pattern: /Remote RPC client disassociated|exited with code 13[0-35-8]\b/, strength: "hint" },
  ],
  fix: "Find out what killed it, from the log of the cluster manager or the kernel (dmesg: oom-kill): a memory limit, preemption, a lost or drained node, or a person. An exit code alone (137 = SIGKILL, 143 = SIGTERM) does not say which.",
  source: "POSIX: exit code 128 + signal; Spark on YARN and on Kubernetes, executor exit reasons",
};
