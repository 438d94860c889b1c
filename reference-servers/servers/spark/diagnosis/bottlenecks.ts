/**
 * Where a working job loses its time, with thresholds from the literature. Each bottleneck says what was measured, so
 * that a person can judge it. If nothing failed, a `severe` one is reported as the cause of slowness.
 */
import { formatByteSize } from "@drawbridge/contracts/byte-size";
import type { ApplicationFacts, StageFacts } from "../application/facts.ts";

export type BottleneckKind = "data-skew" | "spill" | "gc-pressure" | "small-files" | "idle-cores" | "small-tasks";

export interface Bottleneck {
  readonly kind: BottleneckKind;
  readonly severity: "moderate" | "severe";
  readonly stage: number | null;
  /** What was measured, in one sentence. */
  readonly text: string;
  readonly fix: string;
  readonly source: string;
  /** Milliseconds of task time that it affects; used to sort. */
  readonly weight: number;
}

/** All bottlenecks of an application, the worst first. */
export function bottlenecksOf(facts: ApplicationFacts): readonly Bottleneck[] {
  const bottlenecks = [
    ...facts.stages.flatMap((stage) => [skew(stage), spill(stage), gc(stage)]),
    files(facts),
    tasks(facts),
    idle(facts),
  ];
  const present = bottlenecks.filter((bottleneck) => bottleneck !== null);
  const skewed = new Set(
    present.filter(({ kind, severity }) => kind === "data-skew" && severity === "severe").map(({ stage }) => stage),
  );
  return present
    .map((bottleneck) => (isEcho(bottleneck, skewed) ? { ...bottleneck, severity: "moderate" as const } : bottleneck))
    .sort((a, b) => Number(b.severity === "severe") - Number(a.severity === "severe") || b.weight - a.weight);
}

/** The one long task of a skewed stage spills and collects garbage because it holds too much data. */
const isEcho = ({ kind, stage }: Bottleneck, skewed: ReadonlySet<number | null>): boolean =>
  (kind === "spill" || kind === "gc-pressure") && skewed.has(stage);

/**
 * Dr. Elephant compares a stage's longest task to its median. If the longest task takes less than this (ms), skew does
 * not matter.
 */
const minSkewMs = 3_000;
const moderateSkew = 4;
const severeSkew = 8;

function skew(stage: StageFacts): Bottleneck | null {
  const { duration, shuffleReadBytes, inputBytes, succeeded } = stage;
  if (succeeded < 4 || duration.max < minSkewMs) return null;
  const ratio = duration.max / Math.max(duration.median, 50);
  const data = shuffleReadBytes.total > 0 ? shuffleReadBytes : inputBytes;
  const dataRatio = data.max / Math.max(data.median, 1024);
  if (ratio < moderateSkew || (data.total > 0 && dataRatio < 2)) return null;
  return {
    kind: "data-skew",
    severity: ratio >= severeSkew && dataRatio >= moderateSkew ? "severe" : "moderate",
    stage: stage.id,
    text: `Stage ${stage.id}: the longest task took ${seconds(duration.max)}, the median ${seconds(duration.median)} (${Math.round(ratio)}×); it read ${formatByteSize(data.max)}, the median ${formatByteSize(data.median)}.`,
    fix: "Spread the heavy keys: adaptive execution's skew join (spark.sql.adaptive.skewJoin.enabled), salting the key, or handling null and default keys apart.",
    source: "Dr. Elephant, ConfigurationHeuristic and StagesHeuristic; Spark SQL tuning: Optimizing Skew Join",
    weight: duration.max - duration.median,
  };
}

const minSpillBytes = 32 * 2 ** 20;

function spill(stage: StageFacts): Bottleneck | null {
  const { diskSpilled, shuffleReadBytes, inputBytes, memorySpilled } = stage;
  if (diskSpilled.total < minSpillBytes) return null;
  const handled = Math.max(shuffleReadBytes.total + inputBytes.total, 1);
  const share = diskSpilled.total / handled;
  return {
    kind: "spill",
    severity: diskSpilled.total >= 2 * minSpillBytes && share >= 0.2 ? "severe" : "moderate",
    stage: stage.id,
    text: `Stage ${stage.id}: ${formatByteSize(diskSpilled.total)} spilled to disk (${formatByteSize(memorySpilled)} in memory) for ${formatByteSize(handled)} read.`,
    fix: "Give each task less (more shuffle partitions) or more memory (spark.executor.memory, spark.memory.fraction).",
    source: "Spark tuning guide: Memory Management Overview; DataFlint, spill alert",
    weight: stage.runTime,
  };
}

/** Dr. Elephant, JvmUsedMemoryHeuristic and GCHeuristic: GC time / run time of 0.1 and 0.2. */
const moderateGc = 0.1;
const severeGc = 0.2;
const minGcRunMs = 5_000;

function gc(stage: StageFacts): Bottleneck | null {
  const share = stage.runTime === 0 ? 0 : stage.gcTime / stage.runTime;
  // Each task counts the collections of its whole process. More than the tasks' own time is no share of it.
  if (stage.runTime < minGcRunMs || share < moderateGc || share > 1) return null;
  return {
    kind: "gc-pressure",
    severity: share >= severeGc ? "severe" : "moderate",
    stage: stage.id,
    text: `Stage ${stage.id}: ${Math.round(share * 100)} % of its ${seconds(stage.runTime)} of task time went into garbage collection.`,
    fix: "Hold less in memory: cache serialized (MEMORY_AND_DISK_SER) or not at all, fewer cores per executor, smaller partitions; then more executor memory.",
    source: "Dr. Elephant, ExecutorGcHeuristic (0.08, 0.10, 0.15, 0.20)",
    weight: stage.gcTime,
  };
}

/** DataFlint: more than 100 files of less than 3 MB on average. */
const smallFileBytes = 3 * 2 ** 20;
const minSmallFiles = 100;

function files({ files: { read, readBytes, written, writtenBytes }, stages }: ApplicationFacts): Bottleneck | null {
  const [count, size, verb] = written > read ? [written, writtenBytes, "written"] : [read, readBytes, "read"];
  if (count <= minSmallFiles || size / count >= smallFileBytes) return null;
  return {
    kind: "small-files",
    severity: count >= 10 * minSmallFiles && size / count < smallFileBytes / 3 ? "severe" : "moderate",
    stage: null,
    text: `${count} files of ${formatByteSize(size / count)} on average were ${verb}.`,
    fix: "Compact them to about 128 MB each (repartition or coalesce before the write; OPTIMIZE or rewrite_data_files in table formats).",
    source: "DataFlint, small files alert (more than 100 files, less than 3 MB on average)",
    weight: stages.reduce((sum, { runTime }) => sum + runTime, 0) / 2,
  };
}

/** DataFlint: more than 5,000 tasks whose median is under 500 ms. Tasks of a few ms are mostly overhead much sooner. */
const manyTasks = 5_000;
const tinyTaskMs = 500;
const manyTiniestTasks = 1_000;
const tiniestTaskMs = 50;

function tasks({ stages }: ApplicationFacts): Bottleneck | null {
  const tiny = stages.filter(
    ({ succeeded, duration: { median } }) =>
      (succeeded > manyTasks && median < tinyTaskMs) || (succeeded > manyTiniestTasks && median < tiniestTaskMs),
  );
  const worst = tiny.sort((a, b) => b.succeeded - a.succeeded)[0];
  if (worst === undefined) return null;
  return {
    kind: "small-tasks",
    severity: worst.succeeded > manyTasks && worst.duration.median < tiniestTaskMs ? "severe" : "moderate",
    stage: worst.id,
    text: `Stage ${worst.id}: ${worst.succeeded} tasks with a median of ${worst.duration.median} ms; scheduling them takes longer than running them.`,
    fix: "Fewer, larger partitions: spark.sql.shuffle.partitions, coalesce, spark.sql.files.maxPartitionBytes.",
    source: "DataFlint, small tasks alert",
    weight: worst.runTime,
  };
}

const minIdleShare = 0.5;
const minIdleRunMs = 60_000;

function idle({ executors, stages, startedAt, endedAt }: ApplicationFacts): Bottleneck | null {
  if (startedAt === null || endedAt === null || endedAt - startedAt < minIdleRunMs) return null;
  const offered = executors
    .filter(({ id }) => id !== "driver")
    .reduce((sum, { cores, addedAt, removedAt }) => sum + cores * ((removedAt ?? endedAt) - (addedAt ?? startedAt)), 0);
  const used = stages.reduce((sum, { runTime }) => sum + runTime, 0);
  if (offered === 0 || 1 - used / offered < minIdleShare) return null;
  return {
    kind: "idle-cores",
    severity: "moderate",
    stage: null,
    text: `${Math.round((1 - used / offered) * 100)} % of the executors' core time was idle.`,
    fix: "Fewer executors or dynamic allocation; more partitions where stages have fewer tasks than cores.",
    source: "DataFlint, idle cores alert (more than 50 %)",
    weight: (offered - used) / 10,
  };
}

const seconds = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);
