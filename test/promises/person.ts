/** Promises about the identity of people: one person has one id in every part. */
export const personPromises = {
  "person.one-id": [
    "One person has one id at the edge, in servers, at the registry and in approvals, in the tokens of every client.",
    "SECURITY",
    "issue 11",
  ],
  "person.not-two": [
    "No person becomes two people by a pairwise subject, another letter case or another form of the same letters.",
    "SECURITY",
    "issue 11",
  ],
  "person.missing": [
    "A token without the claim that people are known by reaches nothing and decides nothing, and the refusal names the claim.",
    "SECURITY",
    "issue 11",
  ],
  "person.claim-changed": [
    "Ids of two claims are never compared: after the claim has changed, a person who only has the same id as another decides no open request.",
    "SECURITY",
    "issue 11",
  ],
  "person.mapped": [
    "An operator maps old ids to new ones once: requests, standing approvals, passkeys, usage and authors follow, paired editors end, the audit stays whole, and a second run does nothing.",
    "issue 11",
  ],
} as const;
