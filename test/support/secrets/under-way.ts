/** Calls that go on while a test changes something. */
import { until } from "../clocks/until.ts";

export interface UnderWay {
  /** What went wrong, in order. */
  readonly failures: readonly string[];
  /** Waits until one call that began from now on has ended. */
  some(): Promise<void>;
  close(): Promise<void>;
}

/** Repeats `call`, which throws where it fails, one after another until closed. */
export function callsUnderWay(call: () => Promise<void>): UnderWay {
  const failures: string[] = [];
  let ended = 0;
  let closed = false;
  const repeating = (async (): Promise<void> => {
    while (!closed) {
      await call().catch((error: unknown) => failures.push(error instanceof Error ? error.message : String(error)));
      ended += 1;
    }
  })();
  return {
    failures,
    async some() {
      const before = ended;
      await until(`more calls ended (${failures.join("; ")})`, () => ended > before + 1, 60_000);
    },
    async close() {
      closed = true;
      await repeating;
    },
  };
}
