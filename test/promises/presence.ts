/** Promises about presence: only the person themselves decides, and only shortly after they proved who they are. */
export const presencePromises = {
  "presence.approver-client": [
    "Only the registry can use the approver's client: it has a secret, and its only redirect is the inbox.",
    "SECURITY",
    "issue 11",
  ],
  "presence.pairing": [
    "An editor decides after its person, signed in just now, has typed its code and clicked Allow.",
    "issue 11",
  ],
  "presence.own-form": [
    "Only a form of the person's own page allows an editor, with the code that the editor shows.",
    "SECURITY",
    "issue 11",
  ],
  "presence.code": [
    "After five wrong codes an editor is refused, regardless of what is typed next.",
    "SECURITY",
    "issue 11",
  ],
  "presence.fresh": [
    "An editor is allowed by a sign-in that is some minutes old, and by no older one.",
    "SECURITY",
    "issue 11",
  ],
  "presence.key": [
    "A token for decisions is worthless without the key of the editor that it was issued to.",
    "RFC 9449",
    "SECURITY",
    "issue 11",
  ],
  "presence.proof": [
    "A proof of the key serves once, for its request, its token and its minute.",
    "RFC 9449",
    "SECURITY",
    "issue 11",
  ],
  "presence.age": [
    "The registry ends a person's permission to decide some time after they last proved who they are.",
    "SECURITY",
    "issue 11",
  ],
  "presence.browser-only": [
    "An operator may require the browser for acts that destroy data and perhaps cannot be undone.",
    "SECURITY",
    "issue 11",
  ],
  "presence.groups": ["A paired editor decides with the groups that its person has now.", "SECURITY", "issue 11"],
  "presence.ended": [
    "A pairing that was revoked, signed out or is over decides nothing from that moment on.",
    "SECURITY",
    "issue 11",
  ],
  "presence.outcome": [
    "Only a person whose presence is proved as recently as a decision demands says how a call ended.",
    "SECURITY",
    "issue 11",
  ],
  "presence.sealed": [
    "A pairing that the registry did not write itself, or whose row from before its end came back, lets no person decide.",
    "SECURITY",
    "issue 11",
  ],
  "presence.listed": [
    "The inbox lists a person's editors, and ends each by a click; the audit has every step.",
    "SECURITY",
    "issue 11",
  ],
  "presence.bounded": [
    "No user can fill the registry with editors, or keep other people's from asking.",
    "SECURITY",
    "issue 11",
  ],
  "presence.leg": [
    "During a pairing the browser goes only to the company's sign-in, and its result waits for that editor.",
    "SECURITY",
    "issue 11",
  ],
  "presence.leg-pushed": [
    "An editor signs in at a provider that requires pushed requests: the browser carries a reference for the broker's client, and nothing else.",
    "RFC 9126",
    "issue 15",
  ],
  "presence.older": [
    "Programs from before the pairing of editors are asked to update, and sign in without a loop.",
    "issue 11",
  ],
} as const;
