import type { Cause } from "../diagnosis/cause.ts";

export const taskCommitDenied: Cause = {
  id: "task-commit-denied",
  title: "Two attempts of a task tried to write the same output",
  rank: "symptom",
  signatures: [
    { pattern: /Authorized committer .{0,200} failed; but task commit success/, strength: "likely" },
    {
      pattern: /TaskCommitDenied|CommitDeniedException|Not committed because the driver did not authorize commit/,
      strength: "hint",
    },
  ],
  fix: "Usually a harmless consequence of speculation or of a lost executor: look for what made the task run twice.",
  source: "OutputCommitCoordinator",
};
