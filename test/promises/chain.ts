/** What is promised: the chain. */
export const chainPromises = {
  "chain.both-eras":
    "An agent of either era that launches `drawbridge bridge presto` lists the tools and gets rows, the same as text and as structured content.",
  "chain.errors": "A failed statement is a result that says why and what to do, without the statement.",
  "chain.progress-cancel": "A cancelled call ends, and the next one is answered.",
  "chain.not-allowed":
    "A user outside a server's groups gets nothing from it and reads the same words everywhere: the policy and whom to ask.",
  "chain.tpch": "TPC-H queries asked by a stdio agent come back from a real Presto with the published answers.",
  "chain.end-user": "The engine knows the engineer by name and every query as Drawbridge's.",
  "chain.engine-denies": "Who is denied by the engine's own rules is denied through Drawbridge too.",
  "chain.engine-cancel": "A cancelled call ends its query in the engine's own list.",
  "chain.engine-cap": "A query over the cap is cut at it and says so.",
  "chain.tool-policy": "A tool that a user may not call is absent from their list and refused by name with its policy.",
} as const;
