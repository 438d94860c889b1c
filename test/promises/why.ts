/** Promises about the answer to "why not?", and what reaches the owner of a server. */
export const whyPromises = {
  "why.one-place": [
    "One answer says what client list, registry, edge and server say of a person and a tool, each with the rule, its version, its owner and what would change it.",
    "issue 17",
  ],
  "why.of-others": ["Another person's answer is for operators alone.", "SECURITY"],
  "why.page": ["The answer is a page, too.", "issue 17"],
  "why.to-owner": ["A person sends the answer to the server's owner, once a day for a server or tool.", "issue 17"],
  "why.yes": [
    "An owner's yes gives what the approved policy admits, audited with the person; for the rest it names the reviews that are needed.",
    "SECURITY",
  ],
  "why.command": ["`drawbridge why` prints the same answer.", "issue 17"],
} as const;
