/** Promises about approvals at the registry, which stores each request and decides what may run. */
export const authorityPromises = {
  "approvals.life": ["A request waits for a person, and an approval gives one grant, which is spent once.", "issue 5"],
  "approvals.states": [
    "The states of a request, their order and the words for them are the same on every surface, with invisible text marked.",
    "issue 12",
  ],
  "approvals.join": [
    "The same call, asked again while its request is open, joins it, and no person is asked twice.",
    "SECURITY",
    "issue 5",
  ],
  "approvals.expiry": [
    "A request without a decision, and a grant that is not spent, expire by themselves.",
    "SECURITY",
    "issue 5",
  ],
  "approvals.what-was-shown": [
    "A decision is for exactly what the person was shown, kept whole, and for nothing else.",
    "SECURITY",
    "issue 5",
  ],
  "approvals.second-person": [
    "A second person is another member of the approver groups, by the groups they have when they decide.",
    "issue 5",
  ],
  "approvals.sample": [
    "Rows of a table are for the request's own user while it waits: another person who decides, a decided request and the audit have none.",
    "SECURITY",
    "issue 13",
  ],
  "approvals.approver-token": [
    "No bearer token decides: neither the broker's nor one of the approver's client.",
    "SECURITY",
    "issue 5",
  ],
  "approvals.own-server": ["A server can read and change only its own requests.", "SECURITY", "issue 5"],
  "approvals.forged-grant": [
    "A grant that this registry did not sign for this server and request spends nothing.",
    "issue 5",
  ],
  "approvals.spent-once": [
    "A grant is spent once, even if many callers spend it at once or a process dies in between.",
    "SECURITY",
    "issue 5",
  ],
  "approvals.lost-answer": [
    "A caller that lost the answer of a consumption asks again with the same name and gets the same answer.",
    "issue 5",
  ],
  "approvals.withdrawn": [
    "An approved request whose plan or policy has changed is withdrawn and runs no more.",
    "SECURITY",
    "issue 5",
  ],
  "approvals.outcome": [
    "A call that began and has no recorded end is of unknown outcome, and is not asked again until a person or the server says how it ended.",
    "issue 5",
  ],
  "approvals.scope-bounds": [
    "A standing approval covers the same verb, target and sources within its limits of calls and rows, and each use is shown.",
    "SECURITY",
    "issue 11",
  ],
  "approvals.scopes": [
    "A standing approval covers its user, server, tool and condition, is seen, and ends when revoked.",
    "issue 5",
  ],
  "approvals.batch": ["One screen decides many requests, each judged by itself.", "issue 5"],
  "approvals.bounded": [
    "Neither the number nor the size of one user's requests can fill the registry or hide other requests from a person.",
    "SECURITY",
    "issue 5",
  ],
  "approvals.at-once": ["A decision reaches every user who may see it within a second, at every registry.", "issue 5"],
  "approvals.restart": [
    "A restart of the registry loses no request, decision or grant, and no key that one needs.",
    "SECURITY",
    "issue 5",
  ],
  "approvals.keys": [
    "Grants are signed by keys that rotate, are published as long as needed, and lie sealed.",
    "issue 5",
  ],
  "approvals.many": ["Ten thousand pending requests can be listed and decided.", "issue 5"],
  "approvals.approvers-owned": [
    "Approver groups are taken from the manifest once; then only the operator changes them.",
    "SECURITY",
    "issue 5",
  ],
  "approvals.sealed": [
    "A row that another program wrote, changed or restored approves nothing.",
    "SECURITY",
    "issue 11",
  ],
  "approvals.sealed-scopes": [
    "A standing approval whose row was forged, widened, extended or set back covers nothing.",
    "SECURITY",
    "issue 11",
  ],
  "approvals.seal-secret": [
    "In prod the registry seals with a secret that no other part has, or does not start.",
    "SECURITY",
    "issue 11",
  ],
  "approvals.sealed-upgrade": [
    "A person is asked again about approvals from before decisions were sealed.",
    "issue 11",
  ],
  "approvals.sealed-restart": ["An approval outlives a change of the root secret.", "issue 11"],
  "audit.append-only": [
    "The audit has an entry for every step, written with it, and the database changes none.",
    "SECURITY",
    "issue 5",
  ],
  "audit.groups": [
    "The audit names those groups of a person who decides that a policy or an approver rule names, and no others.",
    "SECURITY",
    "issue 15",
  ],
  "audit.verified": ["Verifying the audit shows where it was changed, cut off or rewritten.", "SECURITY", "issue 5"],
  "audit.writer-cannot-disable": [
    "The database role that appends to the audit can neither change it nor disable its guard.",
    "SECURITY",
    "issue 11",
  ],
  "audit.lives": [
    "Verifying the audit shows each request whose life or row is not what the registry wrote.",
    "SECURITY",
    "issue 11",
  ],
  "audit.anchor": ["An exported anchor tells a rewritten or shortened audit on any machine.", "SECURITY", "issue 11"],
  "audit.readers": ["The audit is read by members of the auditors' group alone.", "issue 5"],
} as const;
