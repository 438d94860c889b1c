/**
 * Computes the distribution of a quantity over any number of tasks in bounded memory. It is a histogram whose buckets
 * grow by 1/16, so a quantile is right within 6.25 %. The total and the maximum are exact.
 */
import type { Distribution } from "./facts.ts";

export interface DistributionBuilder {
  add(value: number): void;
  build(): Distribution;
}

const stepsPerDoubling = 11.44; // ln 2 / ln 1.0625

export function distributionBuilder(): DistributionBuilder {
  const buckets = new Map<number, number>();
  let count = 0;
  let total = 0;
  let max = 0;
  const quantile = (q: number): number => {
    // Same definition as Spark's: the value at index floor(q · count) (AppStatusStore.taskSummary).
    let remaining = Math.min(count, Math.floor(q * count) + 1);
    for (const [bucket, inside] of [...buckets].sort(([a], [b]) => a - b)) {
      remaining -= inside;
      if (remaining <= 0) return Math.min(max, middleOf(bucket));
    }
    return max;
  };
  return {
    add(value) {
      if (!Number.isFinite(value) || value < 0) return;
      const bucket = bucketOf(value);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
      count += 1;
      total += value;
      max = Math.max(max, value);
    },
    build: () => ({ median: quantile(0.5), p95: quantile(0.95), max, total }),
  };
}

const bucketOf = (value: number): number => (value < 1 ? -1 : Math.floor(Math.log2(value) * stepsPerDoubling));

const middleOf = (bucket: number): number => (bucket < 0 ? 0 : Math.round(2 ** ((bucket + 0.5) / stepsPerDoubling)));

export const emptyDistribution: Distribution = { median: 0, p95: 0, max: 0, total: 0 };
