/** The suites of `npm test` as data: which files each has, how many processes share them, and which suites run at once. */
import { globSync } from "node:fs";

export interface Suite {
  readonly name: string;
  /** Patterns of its files, and of files that belong to another suite. */
  readonly files: string;
  readonly except?: string;
  /** How many mocha processes share its files; only where no test measures what another process slows down. */
  readonly processes: number;
  /** The suite beside which it runs, where both are wanted. Such a suite measures nothing, and waits more than it computes. */
  readonly beside?: string;
  /** Files that take long, with their seconds: they are shared out first, so that the processes end at the same time. */
  readonly slow?: Readonly<Record<string, number>>;
}

/**
 * The workbench's suite lies among the end-to-end ones, and runs by itself: it needs a browser and half a minute more. It
 * waits for pages and for the editor's own delays, so it runs alone, and so do the suites of Keycloak and of the containers,
 * which need both processors for a minute. The contract tests of the reference servers run by themselves, so that both halves
 * stay well below the limit of a suite.
 */
export const suites: readonly Suite[] = [
  { name: "unit", files: "test/unit/**/*.test.ts", processes: 2 },
  {
    name: "contract",
    files: "test/contract/**/*.test.ts",
    except: "test/contract/{presto,spark,knowledge}/**/*.test.ts",
    processes: 2,
  },
  {
    name: "servers",
    files: "test/contract/{presto,spark,knowledge}/**/*.test.ts",
    processes: 2,
    slow: {
      "test/contract/presto/swapped-objects.test.ts": 86,
      "test/contract/knowledge/ranking.test.ts": 50,
      "test/contract/presto/writes.test.ts": 50,
      "test/contract/presto/shares.test.ts": 42,
      "test/contract/presto/price-stop.test.ts": 29,
      "test/contract/presto/before.test.ts": 27,
      "test/contract/knowledge/ranking-of-other-kinds.test.ts": 26,
      "test/contract/presto/results.test.ts": 20,
      "test/contract/knowledge/restart.test.ts": 18,
      "test/contract/spark/bounded-memory.test.ts": 15,
      "test/contract/presto/owner.test.ts": 14,
    },
  },
  { name: "e2e", files: "test/e2e/**/*.test.ts", except: "test/e2e/vscode/**/*.test.ts", processes: 1 },
  { name: "vscode", files: "test/e2e/vscode/**/*.test.ts", processes: 1 },
  { name: "identity", files: "test/engines/identity/**/*.test.ts", processes: 1 },
  {
    name: "faults",
    files: "test/faults/**/*.test.ts",
    processes: 2,
    slow: {
      "test/faults/approvals.test.ts": 40,
      "test/faults/upstream-trouble.test.ts": 39,
      "test/faults/kill.test.ts": 36,
      "test/faults/refresh.test.ts": 28,
      "test/faults/approvals/registry-killed.test.ts": 27,
      "test/faults/killed-run.test.ts": 19,
      "test/faults/soak.test.ts": 17,
      "test/faults/one-broker.test.ts": 13,
      "test/faults/long-answers.test.ts": 11,
      "test/faults/broker-death.test.ts": 10,
      "test/faults/upgrade.test.ts": 8,
    },
  },
  { name: "containers", files: "test/containers/**/*.test.ts", processes: 1 },
  { name: "engines", files: "test/engines/**/*.test.ts", except: "test/engines/identity/**/*.test.ts", processes: 1 },
];

/** The suites in the order in which they run. Those of one round run at once: the first, and beside it the others in turn. */
export function roundsOf(wanted: readonly Suite[]): readonly (readonly Suite[])[] {
  const isBeside = ({ beside }: Suite): boolean => wanted.some(({ name }) => name === beside);
  return wanted
    .filter((suite) => !isBeside(suite))
    .map((first) => [first, ...wanted.filter(({ beside }) => beside === first.name)]);
}

/** The paths of the suite's files below `root`, in the order of their names. */
export function filesOf({ files, except }: Pick<Suite, "files" | "except">, root: string): readonly string[] {
  const left = except === undefined ? [] : globSync(except, { cwd: root });
  return globSync(files, { cwd: root, exclude: left }).toSorted();
}

/** Seconds that a file takes which is not named as slow. */
const usualSeconds = 1;

/**
 * The files of each process. The slow ones go, the slowest first, to the process that has the least to do. Of the others,
 * neighbours in the order of names go to different processes, because a folder's tests take about the same time.
 */
export function sharesOf(files: readonly string[], { processes, slow = {} }: Pick<Suite, "processes" | "slow">) {
  const secondsOf = (file: string): number => slow[file] ?? usualSeconds;
  const shares = Array.from({ length: processes }, () => ({ seconds: 0, files: [] as string[] }));
  for (const file of files.toSorted((a, b) => secondsOf(b) - secondsOf(a))) {
    const least = shares.reduce((best, share) => (share.seconds < best.seconds ? share : best));
    least.seconds += secondsOf(file);
    least.files.push(file);
  }
  return shares.map((share) => share.files.toSorted());
}
