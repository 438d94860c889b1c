/** Promises about versions of a server: what a person approved of it, and what it may be from then on. */
export const governancePromises = {
  "governance.fingerprint": [
    "Two tools have one fingerprint only if their name, description, schemas, annotations, effect, policy and minutes saved are the same.",
    "SECURITY",
  ],
  "governance.material-change": [
    "A tool that is new, gone or different in anything that an approval binds is named alone, with what differs; a change of its look is not one.",
    "issue 17",
  ],
  "governance.renames": [
    "A tool that got another name, and two tools that swapped their texts, are named as that.",
    "issue 17",
  ],
  "governance.poisoning": [
    "Poisoned tools are found by one offline function with a recall of at least 0.95, and at most 0.03 of honest ones are accused.",
    "SECURITY",
  ],
  "governance.poisoning-reads-all": [
    "The checks read every text of a tool: names, title, description, both schemas with their values, annotations.",
    "issue 17",
  ],
  "governance.poisoning-in-tests": [
    "An author's test finds what the registry would refuse, by the same function.",
    "issue 17",
  ],
  "governance.reviews": [
    "A version of a server waits for its reviews, and only reviewers, operators and owners see it.",
    "SECURITY",
  ],
  "governance.conditions": [
    "The approved policy is what the manifest asks for, less what the conditions of all reviews take away.",
    "issue 17",
  ],
  "governance.one-truth": ["After its first approval, what a server announces gives no person more.", "SECURITY"],
  "governance.held-back": [
    "A tool that is not as it was approved is held back alone, and the refusal says why.",
    "SECURITY",
  ],
  "governance.edge-tools": [
    "The edge passes no call of a tool that is not approved, and no list that has one, also where the server does not tell the registry the truth.",
    "SECURITY",
  ],
  "governance.cosmetic": ["A change of looks needs no review.", "issue 17"],
  "governance.second-person": ["Neither an owner nor the submitter of a version reviews it.", "SECURITY"],
  "governance.bound-review": ["A review counts for the version that its reviewer saw, and for no other.", "SECURITY"],
  "governance.checklist": ["A review answers every point of its checklist.", "issue 17"],
  "governance.poisoned": ["A version with a finding that blocks is approved by no review.", "SECURITY"],
  "governance.suspended": [
    "A suspended server is closed to everybody within seconds, with the reason; what runs there ends, and open requests are withdrawn.",
    "issue 17",
  ],
  "governance.forged": ["Only a page of the reviewer's own session writes a review.", "SECURITY"],
  "governance.tampered": ["A server whose stored policy is not what the registry wrote last is closed.", "SECURITY"],
  "governance.races": [
    "Of two changes of one version or policy at once, the later one is refused, in words.",
    "SECURITY",
  ],
  "governance.pages": [
    "Reviews, differences and policies are pages that a keyboard reaches, in light and dark, also where there is nothing yet.",
    "issue 17",
  ],
  "governance.states": ["A version goes from one state to the next by one table.", "issue 17"],
  "governance.frozen": [
    "A change of what an approval binds makes another version, and a change of looks does not.",
    "issue 17",
  ],
  "governance.difference": [
    "Before a version is approved, its page says who gains and who loses which tools.",
    "issue 17",
  ],
  "governance.last-day": [
    "Reviews have a last day, which is shown two weeks before; after it a sensitive server is closed until it is reviewed again.",
    "issue 17",
  ],
  "governance.typed-conditions": [
    "The conditions of a review are data of a schema, which refuses what it does not know.",
    "issue 17",
  ],
  "governance.meet-laws": [
    "The approved policy is the meet of the wish and all conditions: no order of reviews matters, and it is never wider than any of them.",
    "issue 17",
  ],
  "governance.compiled": [
    "The compiled policy allows at edge and server only what the wish and all conditions allow, regardless of the manifest's own Cedar text.",
    "issue 17",
  ],
  "governance.compiled-once": ["A server of 25 tools compiles within 100 ms.", "issue 17"],
} as const;
