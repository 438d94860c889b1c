/** Promises about several instances of one server: who is called, who is forgotten, what a session keeps. */
export const instancesPromises = {
  "instances.shared": ["Calls go to the instance of a server with the fewest calls in flight.", "issue 16"],
  "instances.service": ["Instances at one address count as one target, so a Service may balance them.", "issue 16"],
  "instances.ejected": [
    "An instance that cannot be reached costs no call: the call goes whole to the next, and the instance gets no more for a growing time.",
    "issue 16",
  ],
  "instances.replaced": [
    "Where the edge can reach no instance that it knows, it asks the registry at once for others.",
    "issue 16",
  ],
  "instances.none": [
    "Where no instance of a server can be reached, the answer is a 503 that says so in words.",
    "issue 16",
  ],
  "instances.leases": [
    "An instance that ends is forgotten at once, and one that is killed within seconds; the last one stays until edges find out.",
    "issue 16",
  ],
  "instances.registry-away": ["A registry that was away forgets no instance that still runs.", "issue 16"],
  "instances.newest": [
    "The newest instance takes nothing from the others: each enforces its own manifest, and the registry shows that of the most instances.",
    "issue 16",
  ],
  "instances.older": [
    "A server that announces no instance counts as one, and waits while others have leases.",
    "issue 16",
  ],
  "instances.own-name": [
    "A server announces, drains and withdraws instances of its own name only.",
    "SECURITY",
    "issue 16",
  ],
  "instances.sessions": [
    "A session of a legacy server stays at its instance over every edge, and ends with a 404 when the instance is gone.",
    "issue 16",
  ],
  "instances.forged-session": [
    "A session id that no edge gave to this user for this server reaches no instance.",
    "SECURITY",
    "issue 16",
  ],
  "instances.accounting": [
    "An instance accounts for runs of instances that have ended, never for those of living ones.",
    "issue 16",
  ],
  "instances.killed": [
    "When an instance is killed, only calls that it had accepted get an error, and the registry forgets it in seconds.",
    "issue 16",
  ],
  "instances.rolled": ["Instances that are replaced in turn cost no call.", "issue 16"],
  "instances.held": [
    "A call that names what one instance holds is answered by that instance also when it lands on another, or gets one clear error when it is gone.",
    "issue 16",
  ],
  "instances.one-owner": [
    "An embedded DuckDB file has one owner: a second server on it does not start, and says why.",
    "issue 16",
  ],
} as const;
