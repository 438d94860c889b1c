/** Preloaded into every isolated part: when the stack is gone, however it went, the part ends as if asked to. */
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// The channel alone must not keep a part alive that has closed everything else.
process.channel?.unref();
