/**
 * Builds an application's facts from its events, one at a time. A log may have millions of events; memory grows only
 * with the number of stages.
 */
import type { ApplicationFacts } from "../application/facts.ts";
import { failureCollector } from "../application/failures.ts";
import { type Json, textAt } from "./event-fields.ts";
import { applicationEvents } from "./parts/application-events.ts";
import type { AddFailure } from "./parts/event-part.ts";
import { executorEvents } from "./parts/executor-events.ts";
import { jobEvents } from "./parts/job-events.ts";
import { sqlEvents } from "./parts/sql-events.ts";
import { stageEvents } from "./parts/stage-events.ts";

export interface FactsBuilder {
  /** Takes in one event; events of unused kinds are ignored. */
  take(event: Json): void;
  build(gaps: readonly string[]): ApplicationFacts;
}

export function factsBuilder(fallbackId: string): FactsBuilder {
  const failures = failureCollector();
  const addFailure: AddFailure = (level, text, { at, source, stage = null, executor = null }) => {
    if (text === null) return;
    const fatal = level === "job" || level === "stage" || level === "sql";
    failures.add({ level, text, at, source: `event log, ${source}`, stage, executor, fatal });
  };
  let leftOut = 0;
  const onLeftOut = (): void => {
    leftOut += 1;
  };
  const application = applicationEvents(fallbackId);
  const jobs = jobEvents(addFailure, onLeftOut);
  const executors = executorEvents(addFailure, onLeftOut);
  const stages = stageEvents(addFailure, onLeftOut);
  const sql = sqlEvents(addFailure);
  const parts = [application, jobs, executors, stages, sql];

  return {
    take(event) {
      const name = textAt(event, "Event");
      if (name === null) return;
      for (const { handlers } of parts) if (Object.hasOwn(handlers, name)) handlers[name]?.(event);
    },
    build: (gaps) => ({
      ...application.build(),
      jobs: jobs.build(),
      stages: stages.build(),
      executors: executors.build(),
      failures: failures.build(),
      files: sql.build(),
      gaps:
        leftOut === 0
          ? gaps
          : [...gaps, `${leftOut} events are left out: it has more jobs, stages or executors than this server stores`],
    }),
  };
}
