/** Promises about the HTTP API between Drawbridge's own services. */
export const apiPromises = {
  "api.one-table": [
    "Both ends of the registry's API take method, path and schemas of a route from one table.",
    "issue 12",
  ],
  "api.typed": ["A call or a handler that is not as its route declares does not compile.", "issue 12"],
  "api.client": [
    "The one client sends what the route declares, and tells each kind of answer apart.",
    "SECURITY",
    "issue 12",
  ],
  "api.staleness": [
    "A followed value is valid for a stated time after its service last confirmed it: at the edge, in servers and in the broker.",
    "issue 12",
  ],
} as const;
