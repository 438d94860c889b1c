/** What is promised: a decision needs the person's presence. */
export const presencePromises = {
  "presence.approver-client":
    "The approver's client is the registry's alone: it has a secret, and its only redirect is the inbox.",
  "presence.pairing": "An editor decides after its person, signed in just now, has typed its code and clicked Allow.",
  "presence.own-form": "Only a form of the person's own page allows an editor, with the code that the editor shows.",
  "presence.code": "After five wrong codes an editor is refused, whatever is typed next.",
  "presence.fresh": "An editor is allowed by a sign-in that is some minutes old, and by no older one.",
  "presence.key": "A token for deciding is worth nothing without the key of the editor that it was given to.",
  "presence.proof": "A proof of the key serves once, for its request, its token and its minute.",
  "presence.age": "What a person may decide without another proof of who they are ends with time, at the registry.",
  "presence.browser-only": "An operator may demand the browser for what destroys and cannot surely be undone.",
  "presence.groups": "A paired editor decides with the groups that its person has now.",
  "presence.ended": "A pairing that was revoked, signed out or is over decides nothing from that moment on.",
  "presence.outcome": "Only a person whose presence is proved as lately as for a decision says how a call ended.",
  "presence.sealed":
    "A pairing that the registry did not write itself, or whose row from before its end came back, lets nobody decide.",
  "presence.listed": "The inbox lists a person's editors, and ends each by a click; the audit has every step.",
  "presence.bounded": "Nobody can fill the registry with editors, or keep other people's from asking.",
  "presence.leg":
    "The browser of a pairing goes to the company's sign-in alone, and what it brings back waits for that editor.",
  "presence.older": "Programs from before editors were paired are told to update, and sign in without a loop.",
} as const;
