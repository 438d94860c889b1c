/** Promises about versions of a server: what a person approved of it, and what it may be from then on. */
export const governancePromises = {
  "governance.fingerprint": [
    "Two tools have one fingerprint only if their name, description, schemas, annotations, effect, policy and minutes saved are the same.",
    "issue 17",
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
    "issue 17",
  ],
  "governance.poisoning-reads-all": [
    "The checks read every text of a tool: names, title, description, both schemas with their values, annotations.",
    "issue 17",
  ],
  "governance.poisoning-in-tests": [
    "An author's test finds what the registry would refuse, by the same function.",
    "issue 17",
  ],
} as const;
