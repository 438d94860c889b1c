/**
 * Preloaded into a program that must not outlive its parent: every isolated part, the scripts under a fetched Node, and
 * mocha. When the parent has ended, for any reason, the channel to it closes, and the program ends as if it got SIGTERM.
 */
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// The channel alone must not keep a program alive that has closed everything else.
process.channel?.unref();
