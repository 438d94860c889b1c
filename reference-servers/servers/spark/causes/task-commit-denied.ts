import type { Cause } from "../diagnosis/cause.ts";

export const taskCommitDenied: Cause = {
  id: "task-commit-denied",
  title: "Two attempts of a task tried to write the same output",
  rank: "symptom",
  signatures: [
    {
      // Every further attempt was refused, because the coordinator waits for an attempt that is gone.
      pattern: /failed \d+ times, most recent failure: .{0,300}(TaskCommitDenied|CommitDeniedException)/,
      strength: "certain",
      fix: "The coordinator reserved the commit for an attempt that was lost, and refused all later ones. Check first what is already written, because some tasks may have committed. Then remove the incomplete output and run the job again, without speculation. An old Spark keeps the reservation of a lost executor: update it.",
    },
    {
      // A task's second attempt finds the file of the first: what ended the first attempt is the cause.
      pattern: /FileAlreadyExistsException[\s\S]{0,400}(\bpart-\d{5}|task_\d+|attempt_\d+)/,
      strength: "likely",
      unless: /_delta_log\//,
    },
    { pattern: /Authorized committer .{0,200} failed; but task commit success/, strength: "likely" },
    {
      pattern: /TaskCommitDenied|CommitDeniedException|Not committed because the driver did not authorize commit/,
      strength: "hint",
    },
  ],
  fix: "Usually the consequence of speculation, or of a first attempt that failed: look for what ended the first attempt of that task (a lost executor, memory). Turn speculation off for writes that are not atomic.",
  source: "OutputCommitCoordinator",
};
