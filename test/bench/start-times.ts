/**
 * Measures how long each hosted part takes from the start of its process until `/readyz` answers 200. Its first start finds
 * nothing: no tables, no warehouse, and perhaps no file in the disk's cache. The later ones find what the first one made.
 */
import { join } from "node:path";
import { freePort } from "../support/network/listening.ts";
import { type Deployment, hosted, type PartStart, startPart } from "./deployment.ts";
import { quantile } from "./measures.ts";

export interface StartTimes {
  readonly part: string;
  readonly firstMs: number;
  /** Of the later starts; NaN where there was no time for one. */
  readonly minMs: number;
  readonly medianMs: number;
  /** ms of the processor until it served, median of the later starts. */
  readonly processorMs: number;
  readonly laterStarts: number;
}

export interface StartPlan {
  /** Later starts of each part at most. */
  readonly rounds: number;
  /** No round begins that would end after this time, if it took as long as the longest before. */
  readonly maxSeconds: number;
}

interface Sample {
  readonly readyMs: number;
  readonly processorMs: number;
}

/** `newDatabase` makes an empty database. The parts of `deployment` run meanwhile, beside those that are measured. */
export async function measureStarts(
  deployment: Deployment,
  newDatabase: () => Promise<string>,
  folder: string,
  { rounds, maxSeconds }: StartPlan,
): Promise<readonly StartTimes[]> {
  const parts = await partsOf(deployment, newDatabase, folder);
  const samples = parts.map((): Sample[] => []);
  const began = performance.now();
  let longestMs = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const roundBegan = performance.now();
    if (roundBegan - began + longestMs > maxSeconds * 1000) break;
    for (const [at, [part, start]] of parts.entries()) {
      const sample = await startOnce(start);
      samples[at]?.push(sample);
      console.error(`  ${part}: ${sample.readyMs.toFixed(0)} ms`);
    }
    longestMs = Math.max(longestMs, performance.now() - roundBegan);
  }
  return parts.map(([part], at) => timesOf(part, samples[at] ?? []));
}

function timesOf(part: string, [first, ...later]: readonly Sample[]): StartTimes {
  const readyMs = later.map((sample) => sample.readyMs);
  return {
    ...{ part, firstMs: first?.readyMs ?? Number.NaN, minMs: quantile(readyMs, 0), medianMs: quantile(readyMs, 0.5) },
    ...{
      processorMs: quantile(
        later.map(({ processorMs }) => processorMs),
        0.5,
      ),
      laterStarts: later.length,
    },
  };
}

async function startOnce(start: PartStart): Promise<Sample> {
  const part = await startPart({ ...start, url: `http://127.0.0.1:${await freePort()}` });
  const processorMs = part.processorMs();
  await part.stop();
  return { readyMs: part.readyMs, processorMs };
}

async function partsOf(
  { registryStart, edgeStart, serverVariables }: Deployment,
  newDatabase: () => Promise<string>,
  folder: string,
): Promise<readonly (readonly [string, PartStart])[]> {
  const server = (name: string, variables: Readonly<Record<string, string>>) =>
    [
      name,
      { main: `${hosted}/servers/${name}/main.ts`, url: "", variables: { ...serverVariables(name), ...variables } },
    ] as const;
  const registry = { ...registryStart, variables: { ...registryStart.variables, DATABASE_URL: await newDatabase() } };
  return [
    ["registry", registry],
    ["edge", edgeStart],
    server("presto", { DRAWBRIDGE_WAREHOUSE: join(folder, "warehouse.duckdb") }),
    server("spark", { SPARK_EVENT_LOG_DIR: folder }),
    server("knowledge", { DATABASE_URL: await newDatabase() }),
  ];
}
