/** Promises about the whole chain from an agent over bridge, broker and edge to a server. */
export const chainPromises = {
  "chain.both-eras": [
    "An agent of either era that launches `drawbridge bridge presto` lists the tools and gets rows, the same as text and as structured content.",
    "issue 3",
  ],
  "chain.errors": ["A failed statement is a result that says why and what to do, without the statement.", "issue 3"],
  "chain.progress-cancel": ["A cancelled call ends, and the next one is answered.", "issue 3"],
  "chain.not-allowed": [
    "A user outside a server's groups gets nothing from it, and every surface shows the same text: the policy and the contact.",
    "issue 3",
  ],
  "chain.tpch": [
    "TPC-H queries asked by a stdio agent come back from a real Presto with the published answers.",
    "TPC-H",
    "issue 3",
  ],
  "chain.end-user": [
    "The engine knows the engineer by name, and knows that each query comes from Drawbridge.",
    "issue 3",
  ],
  "chain.engine-denies": ["A user whom the engine's own rules deny is denied through Drawbridge too.", "issue 3"],
  "chain.engine-cancel": ["A cancelled call ends its query in the engine's own list.", "issue 3"],
  "chain.engine-cap": ["A query over the cap is cut at it and says so.", "issue 3"],
  "chain.tool-policy": [
    "A tool that a user may not call is absent from their list and refused by name with its policy.",
    "SECURITY",
    "issue 3",
  ],
} as const;
