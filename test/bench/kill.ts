/**
 * The kill test for longer, before one real Presto: each part killed and rolled in turn, again and again, and the table of
 * what the answers said beside what the engine says.
 */
import { stopDatabases } from "../support/engines/postgres.ts";
import { startPresto } from "../support/engines/presto-engine.ts";
import { brokerKilled, type Event, killsOf, rollsOf } from "../support/fleet/events.ts";
import { type Fleet, startFleet } from "../support/fleet/fleet.ts";
import { killRun } from "../support/fleet/kill-run.ts";
import { prestoWork } from "../support/fleet/presto-work.ts";
import { faultsIn, type Phase, type Verdicts } from "../support/fleet/verdicts.ts";

/** Prints a line for each event, and then the verdicts. Sets the exit code to 1 where one of them is not as it must be. */
export async function killFor(minutes: number): Promise<Verdicts> {
  const presto = await startPresto();
  try {
    const fleet = await startFleet(await prestoWork(presto));
    try {
      const verdicts = await killRun(fleet, inTurns(fleet, minutes * 60_000), (line) => console.log(line));
      print(verdicts);
      return verdicts;
    } finally {
      await fleet.close();
    }
  } finally {
    await stopDatabases();
    await presto.stop();
  }
}

/** Every event once, and then again, until the time is over. */
function* inTurns(fleet: Fleet, ms: number): Generator<Event> {
  const end = performance.now() + ms;
  const kills = killsOf(fleet);
  const rolls = rollsOf(fleet);
  for (;;) {
    for (const event of [...kills.flatMap((kill, at) => [kill, rolls[at]]), brokerKilled(fleet)]) {
      if (event === undefined) continue;
      yield event;
      if (performance.now() > end) return;
    }
  }
}

function print(verdicts: Verdicts): void {
  const { lost, writesRunTwice, falselyNothing, falselyMaybe, needless } = faultsIn(verdicts);
  const columns = ({ calls, writes, errors, mayHaveRun, ofThemBegan, ofThemRan, p50, p99 }: Phase) => ({
    ...{ calls, writes, errors, "may have run": mayHaveRun, "of them began": ofThemBegan, "of them ran": ofThemRan },
    ...{ p50, p99 },
  });
  const phases = Object.entries(verdicts.phases).map(([what, phase]) => [what, columns(phase)]);
  console.table({ ...Object.fromEntries(phases), all: columns(verdicts) });
  console.table({
    "calls that waited and were repeated": verdicts.repeats,
    ...{ lost, "run twice": writesRunTwice },
    "falsely: nothing ran": falselyNothing.length,
    "falsely: may have run": falselyMaybe.length,
    "errors where nothing ran": needless.length,
  });
  const wrong = [...falselyNothing, ...falselyMaybe, ...needless];
  for (const line of wrong.slice(0, 40)) console.log(line);
  if (lost + writesRunTwice + wrong.length > 0) process.exitCode = 1;
}
