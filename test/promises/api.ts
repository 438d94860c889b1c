/** What is promised: the API between our own services. */
export const apiPromises = {
  "api.staleness":
    "What is followed holds for a stated time after its service last confirmed it, at the edge, in servers and in the broker alike.",
} as const;
