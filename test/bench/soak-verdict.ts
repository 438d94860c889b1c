/** What a soak's report means. */
import { median } from "./measures.ts";
import type { SoakReport } from "./soak.ts";

export interface Soaked {
  /** How much larger the last third is than the first after the warm-up: 1 is flat. */
  readonly memory: number;
  readonly handles: number;
  /** Handles more than before the first bridge, when every bridge has gone. */
  readonly handlesLeft: number;
  /** Milliseconds, in the median stretch of time. */
  readonly lateP99Ms: number;
  readonly wrong: number;
}

/** Of the time, until what is made once is made: compiled code, connections, lists. */
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
