/**
 * Measures idle change streams: one for each of many users, through one real edge to one real server. It counts those
 * that are lost, and has each hear of one change at the end.
 */
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "../support/clocks/until.ts";
import type { Deployment, PartProcess } from "./deployment.ts";
import { IdleStream } from "./idle-stream.ts";

export interface StreamsPlan {
  readonly count: number;
  readonly minutes: number;
  /** Streams that are asked for at the same time. */
  readonly atOnce: number;
  /** Milliseconds between two tries of a refused stream. */
  readonly retryMs: number;
}

export interface StreamsMeasured {
  readonly open: number;
  readonly openSeconds: number;
  readonly lost: number;
  /** Streams that were refused at first. */
  readonly refused: number;
  /** Streams that heard of the change, and how long (s) after the policy changed the last one did. */
  readonly announced: number;
  readonly announcedSeconds: number;
  /** MB, before the first stream, with all of them, and at the end. */
  readonly memory: Readonly<Record<"edge" | "server", readonly [number, number, number]>>;
  /** Load of the machine (one minute) at the end. */
  readonly load: number;
}

/** How many streams the edge can hold: each costs it two descriptors. `wanted` at most. */
export function streamsWithin(wanted: number): number {
  const limit = Number(/^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 1_024);
  const others = 500;
  return Math.min(wanted, Math.floor((limit - others) / 2));
}

/** `limit`: how many of the streams the server gives; left out, all. */
export async function measureStreams(
  deployment: Deployment,
  { count, minutes, atOnce, retryMs }: StreamsPlan,
  limit: number = count,
  say: (line: string) => void = () => {},
): Promise<StreamsMeasured> {
  const { issuer, mcpUrl } = deployment;
  const parts: readonly PartProcess[] = [deployment.edge, deployment.server];
  const memory = [parts.map((part) => part.megabytes())];
  const streams: IdleStream[] = [];
  for (let user = 0; user < count; user += 1) {
    streams.push(new IdleStream(mcpUrl, await issuer.mint({ sub: `user-${user}` })));
  }
  const inState = (state: IdleStream["state"]) => streams.filter((stream) => stream.state === state).length;
  try {
    const began = performance.now();
    const opening: Promise<void>[] = [];
    for (const stream of streams) {
      opening.push(stream.open(retryMs));
      while (inState("opening") - refusedOf(streams) >= atOnce) await pause(1);
    }
    await until("every stream is given or refused", () => inState("open") === limit && settled(streams, limit));
    const openSeconds = (performance.now() - began) / 1000;
    say(`${limit} streams are open after ${openSeconds.toFixed(1)} s.`);
    const refused = refusedOf(streams);
    const places = count - limit;
    // Those that are refused are given as soon as others end.
    for (const stream of streams.filter(({ state }) => state === "open").slice(0, places)) stream.close();
    await Promise.all(opening);
    memory.push(parts.map((part) => part.megabytes()));
    const end = performance.now() + minutes * 60_000;
    for (let told = 0; performance.now() < end; told += 1) {
      await pause(Math.min(10_000, end - performance.now()));
      if (told % 6 === 5)
        say(`${inState("open")} open, ${inState("lost")} lost, load ${(loadavg()[0] ?? 0).toFixed(0)}`);
    }
    const lost = inState("lost");
    const living = streams.filter(({ state }) => state === "open");
    const changedAt = performance.now();
    await deployment.changePolicy();
    const heard = () => living.filter(({ announcements }) => announcements > 0).length;
    await until("each stream hears of the change", () => heard() === living.length).catch(() => {});
    const announcedSeconds = (performance.now() - changedAt) / 1000;
    memory.push(parts.map((part) => part.megabytes()));
    const of = (at: number) => [memory[0]?.[at] ?? 0, memory[1]?.[at] ?? 0, memory[2]?.[at] ?? 0] as const;
    return {
      ...{ open: living.length, openSeconds, lost, refused, announced: heard(), announcedSeconds },
      ...{ memory: { edge: of(0), server: of(1) }, load: loadavg()[0] ?? 0 },
    };
  } finally {
    for (const stream of streams) stream.close();
  }
}

const refusedOf = (streams: readonly IdleStream[]): number => streams.filter(({ refusals }) => refusals > 0).length;

const settled = (streams: readonly IdleStream[], limit: number): boolean =>
  streams.length - limit === streams.filter(({ state, refusals }) => state === "opening" && refusals > 0).length;
