/**
 * Turns the report of a soak test into the figures that have limits: growth of memory and handles, and late event loops.
 */
import { median } from "./measures.ts";
import type { SoakReport } from "./soak.ts";

export interface Soaked {
  /** The ratio of the last third to the first third after the warm-up: 1 means no growth. */
  readonly memory: number;
  readonly handles: number;
  /** The number of handles that remain after the last bridge has ended, beyond those before the first one. */
  readonly handlesLeft: number;
  /** Milliseconds, in the median interval. */
  readonly lateP99Ms: number;
  readonly wrong: number;
}

/** The share of the time that is warm-up, in which the broker compiles code, opens connections and fills its caches. */
const warmUp = 0.25;

function growth(values: readonly number[]): number {
  const settled = values.slice(Math.ceil(values.length * warmUp));
  const third = Math.max(1, Math.floor(settled.length / 3));
  return median(settled.slice(-third)) / median(settled.slice(0, third));
}

export const readSoak = ({ health, handlesBefore, handlesAfter, wrong }: SoakReport): Soaked => ({
  memory: growth(health.map((each) => each.memory)),
  handles: growth(health.map((each) => each.handles)),
  handlesLeft: handlesAfter - handlesBefore,
  lateP99Ms: median(health.map((each) => each.lateP99Ms)),
  wrong: wrong.length,
});
