/** The events about jobs. */
import type { JobFacts } from "../../application/facts.ts";
import { listAt, numberAt, textAt } from "../event-fields.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { AddFailure, EventPart } from "./event-part.ts";

const maxJobs = 100_000;
const maxStagesOfJob = 1_000;

export function jobEvents(addFailure: AddFailure, onLeftOut: () => void): EventPart<readonly JobFacts[]> {
  const jobs = new BoundedMap<number, JobFacts>(maxJobs, onLeftOut);
  return {
    handlers: {
      SparkListenerJobStart(event) {
        const id = numberAt(event, "Job ID");
        if (id === null) return;
        const stages = listAt(event, "Stage IDs")
          .filter((stage) => typeof stage === "number")
          .slice(0, maxStagesOfJob);
        const submittedAt = numberAt(event, "Submission Time");
        jobs.set(id, { id, status: "unfinished", submittedAt, completedAt: null, stages });
      },
      SparkListenerJobEnd(event) {
        const id = numberAt(event, "Job ID");
        if (id === null) return;
        // The log may begin after the job.
        const job = jobs.get(id) ?? { id, submittedAt: null, stages: [] };
        const completedAt = numberAt(event, "Completion Time");
        const succeeded = textAt(event, "Job Result", "Result") === "JobSucceeded";
        jobs.set(id, { ...job, status: succeeded ? "succeeded" : "failed", completedAt });
        if (succeeded || !jobs.has(id)) return;
        const text = textAt(event, "Job Result", "Exception", "Message");
        addFailure("job", text, { at: completedAt, source: `job ${id}` });
      },
    },
    build: () => jobs.values(),
  };
}
