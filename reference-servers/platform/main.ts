/**
 * The embedded stack's program: `start` signs in the demo user and shows a first query, or says how to sign in, `stack` does neither. It runs
 * until SIGINT, SIGTERM or SIGHUP (its terminal closed), or until no reader gets its results any more, and then stops everything that it started. A
 * second signal ends it at once.
 */
import { closedPipe, watchReader } from "@drawbridge/contracts/closed-output";
import { unknownVariables } from "@drawbridge/hosted/unknown-variables";
import { askFirstQuestion, cliCommand, demoServer, endBroker, homeFlag, signInDemoUser } from "./demo.ts";
import { nextSteps, signInStep } from "./next-steps.ts";
import { readStackSettings } from "./settings.ts";
import { startStack } from "./stack.ts";
import { textTable } from "./text-table.ts";

/**
 * What is started: `start` also signs in the demo user of the included identity provider, or says how to sign in at the
 * user's own.
 */
export type StackMode = "start" | "stack";

/** The one line that scripts wait for. */
export const readyLine = (registryUrl: string): string => `Drawbridge is ready: ${registryUrl}`;

/**
 * Milliseconds within which further signals belong to the same Ctrl-C: the terminal sends one, and so does each npm or
 * Node in between.
 */
const doublePressMs = 1_000;

/** Runs the stack; settles when it has stopped. Sets the exit code to 1 if the stack could not start. */
export async function runStack(mode: StackMode, args: readonly string[]): Promise<void> {
  const say = (message: string): void => console.error(message);
  const began = Date.now();
  const stopRequest = Promise.withResolvers<void>();
  let askedAt: number | null = null;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (askedAt !== null && Date.now() - askedAt > doublePressMs) process.exit(130);
      askedAt ??= Date.now();
      stopRequest.resolve();
    });
  }
  let isRead = true;
  watchReader(() => {
    isRead = false;
    process.exitCode ??= closedPipe;
    stopRequest.resolve();
  });
  const ending: (() => Promise<void>)[] = [];
  try {
    const settings = readStackSettings(process.env, args);
    unknownVariables(process.env).forEach(say);
    const stack = await startStack(settings, say);
    ending.push(stack.close);
    console.log(readyLine(stack.registryUrl));
    if (mode === "start" && askedAt === null && isRead) {
      if (settings.ownProvider) console.log(signInStep(stack.registryUrl, homeFlag(settings.home)));
      else {
        ending.push(() => endBroker(settings.home));
        await showFirstQuery(stack.registryUrl, settings.home);
      }
    }
    say(`(${((Date.now() - began) / 1000).toFixed(1)} s) Ctrl-C stops everything.`);
    await stopRequest.promise;
    say("Stopping …");
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    for (let end = ending.pop(); end !== undefined; end = ending.pop()) {
      await end().catch((error) => say(`While stopping: ${error instanceof Error ? error.message : String(error)}`));
    }
  }
}

async function showFirstQuery(registryUrl: string, home: string): Promise<void> {
  await signInDemoUser(registryUrl, home);
  const { sql, columns, rows } = await askFirstQuestion(home);
  console.log(`\nada asks Presto, through the stdio bridge:\n  ${sql}\n\n${textTable(columns, rows)}\n`);
  console.log(nextSteps({ registryUrl, cli: cliCommand, home: homeFlag(home), server: demoServer }));
}
