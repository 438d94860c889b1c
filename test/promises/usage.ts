/** What is promised of usage: what is counted, who sees it, and that nothing is lost on the way. */
export const usagePromises = {
  "usage.counted-once": [
    "Every call that is over is counted once, whatever is told twice, and those that wait for a person are not.",
    "issue 6",
  ],
  "usage.durable": ["Neither a registry that is down nor a server that is killed loses a call from usage.", "issue 6"],
  "usage.visible": [
    "Whoever may see a server sees thirty days of its calls, errors and p95; everybody sees their own and the minutes saved.",
    "issue 6",
  ],
  "usage.private": ["Usage holds no arguments and no results, and nobody sees another's calls.", "issue 6"],
} as const;
