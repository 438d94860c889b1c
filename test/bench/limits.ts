/** The limits of the benchmark, as data: each measured figure with the limit that it must keep. */
import type { LoadMeasured } from "./hosted-load.ts";
import { median, ratio, type Samples } from "./measures.ts";
import { proofCost } from "./proof-cost.ts";
import type { SideBarMeasured } from "./side-bar.ts";
import type { Soaked } from "./soak-verdict.ts";
import type { StreamsMeasured } from "./streams.ts";

export interface Measured {
  /** ms */
  readonly start: Samples;
  readonly coldStart: Samples;
  readonly p50: Samples;
  readonly p99: Samples;
  /** calls/s */
  readonly rate: Samples;
  /** MiB/s; by the SDK's clients, and by raw ones */
  readonly mebibyte: Samples;
  readonly rawMebibyte: Samples;
  readonly rawHuge: Samples;
  /** MB */
  readonly memory: Samples;
  /** The maximum memory that a message of 32 MiB adds to the broker and the bridge, as a multiple of its size. */
  readonly growth: Samples;
  /** ms for a call through the edge, with a bound token and its proof, and with an unbound one; see proof.ts */
  readonly proof: Samples;
  /** KB of files that the launch of a bridge loads. */
  readonly bundle: Samples;
}

export interface Bar {
  readonly what: string;
  readonly figure: number;
  readonly bar: number;
  readonly atMost: boolean;
  readonly met: boolean;
}

const ours = "drawbridge";

const bar = (what: string, figure: number, sign: "≤" | "≥", limit: number): Bar => {
  const atMost = sign === "≤";
  return { what, figure, bar: limit, atMost, met: atMost ? figure <= limit : figure >= limit };
};

/** The limit for another user's call during an attack: twice its time without the attack, plus one second. */
export const sharesBar = (attack: string, longestMs: number, quietMs: number): Bar =>
  bar(`SELECT 1 under ${attack}, ms`, longestMs, "≤", Math.round(2 * quietMs + 1_000));

/**
 * The limits of the main table. A limit against a peer applies only if that peer was measured. Ratios are medians of
 * paired rounds.
 */
export function barsOf(measured: Measured): readonly Bar[] {
  const own = (samples: Samples) => median(samples.get(ours) ?? []);
  const peers = [...measured.start.keys()].filter((name) => !["direct", "floor", ours].includes(name));
  return [
    bar("start with a broker, x floor", ratio(measured.start, ours, "floor"), "≤", 1),
    bar("start without a broker, x floor", ratio(measured.coldStart, ours, "floor"), "≤", 3),
    ...peers.map((peer) => bar(`start, x ${peer}`, ratio(measured.start, ours, peer), "≤", 1)),
    bar("one call, p50, x direct", ratio(measured.p50, ours, "direct"), "≤", 1),
    bar("one call, p99, x direct", ratio(measured.p99, ours, "direct"), "≤", 1),
    bar("one call, p50, x floor", ratio(measured.p50, ours, "floor"), "≤", 1.5),
    bar("a token's proof (DPoP), ms a call", proofCost(measured.proof), "≤", 1),
    bar("64 in flight, calls/s, x direct", ratio(measured.rate, ours, "direct"), "≥", 2),
    bar("1 MiB answers, x direct, SDK clients", ratio(measured.mebibyte, ours, "direct"), "≥", 0.9),
    bar("1 MiB answers, x direct, raw clients", ratio(measured.rawMebibyte, ours, "direct"), "≥", 0.9),
    bar("32 MiB answers, x direct, raw clients", ratio(measured.rawHuge, ours, "direct"), "≥", 0.9),
    bar("32 MiB answer, broker's memory, x its size", own(measured.growth), "≤", 3),
    bar("ten bridges and the broker, MB", own(measured.memory), "≤", 200),
    ...peers.map((peer) => bar(`ten bridges, x ${peer}`, ratio(measured.memory, ours, peer), "≤", 1)),
    bar("code that a launch loads, KB", own(measured.bundle), "≤", 20),
  ];
}

/** The limits of the soak test. */
export const soakBars = ({ memory, handles, handlesLeft, lateP99Ms, wrong }: Soaked): readonly Bar[] => [
  bar("soak: broker's memory, last third x first", memory, "≤", 1.1),
  bar("soak: handles, last third x first", handles, "≤", 1.1),
  bar("soak: handles left when all are gone", handlesLeft, "≤", 2),
  bar("soak: event loop late, p99, ms", lateP99Ms, "≤", 20),
  bar("soak: calls without the right answer", wrong, "≤", 0),
];

/** The side bar of a real workbench with 60 servers and 25 tools in each. */
export const sideBarBars = ({ firstRow, key, lastKey, ownPart }: SideBarMeasured): readonly Bar[] => [
  bar("first row after the extensions run (ms)", median(firstRow), "≤", 1_500),
  bar("rows after a key in the filter, median (ms)", median(key), "≤", 150),
  bar("rows after a key in the filter, longest (ms)", Math.max(...key), "≤", 500),
  bar("rows after the last key of a fast typist, longest (ms)", Math.max(...lastKey), "≤", 500),
  bar("of that the extension itself, median (ms of the processor)", median(ownPart), "≤", 50),
];

/** Idle change streams through one edge. */
export const streamBars = ({ open, lost, announced }: StreamsMeasured, wanted: number): readonly Bar[] => [
  bar("streams that are open at the end", open, "≥", wanted),
  bar("streams that were lost", lost, "≤", 0),
  bar("streams that heard of the change", announced, "≥", wanted),
];

/** Calls of many users at a fixed rate. */
export const loadBars = ({ failures }: LoadMeasured): readonly Bar[] => [bar("calls that failed", failures, "≤", 0)];
