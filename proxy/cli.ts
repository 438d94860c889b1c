/**
 * `drawbridge <command> …`. Finds the command and loads only that one. An agent waits for `bridge`, so nothing is
 * imported before the command is known.
 */
const [command, ...args] = process.argv.slice(2);

if (command === "bridge") {
  const { runBridge } = await import("./bridge.ts");
  await runBridge(args);
} else {
  const { closedPipe, watchReader } = await import("@drawbridge/contracts/closed-output");
  watchReader(() => process.exit(closedPipe));
  const { runCommand } = await import("./commands/run.ts");
  process.exitCode = await runCommand(command, args);
}
