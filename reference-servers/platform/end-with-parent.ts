/** Preloaded into every isolated part. When the stack has ended, for any reason, the part ends as if it got SIGTERM. */
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// The channel alone must not keep alive a part that has closed everything else.
process.channel?.unref();
