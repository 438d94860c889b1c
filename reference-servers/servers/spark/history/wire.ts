/**
 * Schemas of the History Server's answers below /api/v1 (monitoring guide, REST API), with only the fields that are
 * used.
 */
import { z } from "zod";

/** "2026-11-21T14:52:00.123GMT"; null if it is missing or not a time. */
const time = z
  .string()
  .nullish()
  .transform((text) => {
    const at = text === null || text === undefined ? Number.NaN : Date.parse(text.replace(/GMT$/, "Z"));
    return Number.isNaN(at) || at <= 0 ? null : at;
  });
const count = z.number().default(0);

export const Attempt = z.object({
  attemptId: z.string().optional(),
  startTime: time,
  endTime: time,
  sparkUser: z.string().optional(),
  completed: z.boolean().default(false),
  appSparkVersion: z.string().optional(),
});

export const Application = z.object({ id: z.string(), name: z.string(), attempts: z.array(Attempt).min(1) });
export type Application = z.infer<typeof Application>;

export const Job = z.object({
  jobId: z.number(),
  submissionTime: time,
  completionTime: time,
  stageIds: z.array(z.number()).default([]),
  status: z.string(),
});

/** The quantiles that the request asks for: 0.5, 0.95, 1.0. */
const Quantiles = z.array(z.number()).default([]);

export const Stage = z.object({
  stageId: z.number(),
  attemptId: z.number(),
  name: z.string().default(""),
  status: z.string(),
  submissionTime: time,
  completionTime: time,
  failureReason: z.string().nullish(),
  numTasks: count,
  numCompleteTasks: count,
  numFailedTasks: count,
  numKilledTasks: count,
  executorRunTime: count,
  jvmGcTime: count,
  inputBytes: count,
  outputBytes: count,
  shuffleReadBytes: count,
  shuffleWriteBytes: count,
  memoryBytesSpilled: count,
  diskBytesSpilled: count,
  taskMetricsDistributions: z
    .object({
      duration: Quantiles,
      diskBytesSpilled: Quantiles,
      inputMetrics: z.object({ bytesRead: Quantiles }).optional(),
      shuffleReadMetrics: z.object({ readBytes: Quantiles }).optional(),
    })
    .nullish(),
});
export type Stage = z.infer<typeof Stage>;

export const Task = z.object({
  taskId: z.number(),
  executorId: z.string().default("?"),
  launchTime: time,
  duration: z.number().optional(),
  errorMessage: z.string().optional(),
});

export const Executor = z.object({
  id: z.string(),
  hostPort: z.string().default(""),
  totalCores: count,
  addTime: time,
  removeTime: time,
  removeReason: z.string().optional(),
});

export const Environment = z.object({ sparkProperties: z.array(z.tuple([z.string(), z.string()])).default([]) });

export const Sql = z.object({
  id: z.number(),
  status: z.string(),
  submissionTime: time,
  duration: z.number().optional(),
  errorMessage: z.string().optional(),
  nodes: z
    .array(z.object({ metrics: z.array(z.object({ name: z.string(), value: z.string() })).default([]) }))
    .default([]),
});
