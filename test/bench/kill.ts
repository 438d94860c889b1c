/** The kill test for longer: each part killed and rolled in turn, again and again, and the table of what the answers said. */
import { startFleet } from "../support/fleet/fleet.ts";
import { brokerKilled, killed, killRun, rolled } from "../support/fleet/kill-run.ts";

/** Seconds that one event takes, roughly. */
const secondsOfEvent = 7;

/** Prints a line for each event, and then the verdicts. Sets the exit code to 1 where one of them is not as it must be. */
export async function killFor(minutes: number): Promise<void> {
  const fleet = await startFleet();
  try {
    const parts = [...fleet.servers, ...fleet.edges, ...fleet.registries];
    const round = [...parts.flatMap((part) => [killed(part), rolled(part)]), brokerKilled(fleet)];
    const count = Math.max(round.length, Math.round((minutes * 60) / secondsOfEvent));
    const events = Array.from({ length: count }, (_, at) => round[at % round.length]).filter(
      (each) => each !== undefined,
    );
    const verdicts = await killRun(fleet, events, (line) => console.log(line));
    const { mayHaveRun, falselyNothing, needless, ...counts } = verdicts;
    console.log("\nWrites whose answer said that they may have run:");
    for (const [what, { said, began }] of Object.entries(mayHaveRun))
      console.log(`  ${what}: ${said}, of which ${began} had begun`);
    console.table({
      ...counts,
      "falsely: nothing ran": falselyNothing.length,
      "other errors": needless.length,
    });
    for (const line of [...falselyNothing, ...needless].slice(0, 40)) console.log(line);
    const { lost, writesRunTwice } = verdicts;
    if (lost + writesRunTwice + falselyNothing.length + needless.length > 0) process.exitCode = 1;
  } finally {
    await fleet.close();
  }
}
