/** Promises about usage: what is counted, who sees it, and that no count is lost on the way. */
export const usagePromises = {
  "usage.counted-once": [
    "Every call that is over is counted once, even where it is reported twice, and those that wait for a person are not.",
    "issue 6",
  ],
  "usage.durable": ["Neither a registry that is down nor a server that is killed loses a call from usage.", "issue 6"],
  "usage.visible": [
    "Every user who may see a server sees thirty days of its calls, errors and p95; every user sees their own and the minutes saved.",
    "issue 6",
  ],
  "usage.private": ["Usage holds no arguments and no results, and no user sees another's calls.", "issue 6"],
} as const;
