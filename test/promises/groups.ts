/** Promises about the groups of a user: however many they are, and however they are named. */
export const groupsPromises = {
  "groups.large-headers": [
    "Every hosted part reads headers of up to 256 KiB. It refuses larger ones with 431 and a body that says what to do, and logs it without a name.",
    "RFC 6585",
    "issue 15",
  ],
  "groups.deciding": [
    "A server gets those of a user's groups that any server decides by: in access, policies, settings or data. It misses none of them.",
    "issue 15",
  ],
  "groups.many": [
    "A user in 2,000 groups with names of any length and script works, and a refusal names a few of them.",
    "issue 15",
  ],
  "groups.undeclared": [
    "A server that does not say by which groups it decides gets all groups of each user; if they are too large for it, the edge says so and what to do.",
    "issue 15",
  ],
  "groups.left-out": [
    "A token whose groups the provider left out is refused in words that name the claim, and never counts as a user without groups.",
    "issue 15",
  ],
  "groups.looked-up": [
    "Where the operator configures it, such groups are looked up, at userinfo or in a directory, within stated times and sizes, at the operator's address alone.",
    "issue 15",
  ],
  "groups.lookup-limits": [
    "At most 50 look-ups are under way at a time, each answer comes within 5 seconds, and a directory has at most 50 pages of groups. What is over a limit is refused, and never read as fewer groups.",
    "issue 15",
  ],
  "groups.lookup-logged": [
    "A look-up that failed leaves a line in the log: the provider, the kind of address, the HTTP status, the reason and the time, and nothing of the person.",
    "SECURITY",
    "issue 15",
  ],
  "groups.lost": [
    "A group that a user has lost counts no longer than the token or the stated age of a look-up.",
    "issue 15",
  ],
} as const;
