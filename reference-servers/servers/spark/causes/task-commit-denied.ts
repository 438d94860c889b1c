import type { Cause } from "../diagnosis/cause.ts";

export const taskCommitDenied: Cause = {
  id: "task-commit-denied",
  title: "Two attempts of a task tried to write the same output",
  rank: "symptom",
  signatures: [
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
