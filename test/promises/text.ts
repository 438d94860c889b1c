/**
 * Promises about text and values that no store accepts, about invisible text, and about connections that never become a
 * request.
 */
export const textPromises = {
  "text.refused": [
    "Text that no store takes (a NUL, half a character) is refused with 400 or 404 at every entry, and no other request fails.",
    "SECURITY",
    "issue 11",
  ],
  "text.visible": [
    "No invisible character is unmarked on any surface, nor in a text of others that a model reads.",
    "SECURITY",
    "issue 11",
  ],
  "text.ranges": [
    "A number, a date or a name that is out of the store's range is refused with 400, and fails nothing else.",
    "SECURITY",
    "issue 11",
  ],
  "usage.poison": [
    "A call that usage cannot count is set aside, kept and measured without its content, and no other call waits behind it.",
    "SECURITY",
    "issue 11",
  ],
  "listener.slow-clients": ["No part keeps a connection whose request never arrives.", "SECURITY", "issue 11"],
  "listener.late": [
    "A request that comes after a part gave up its connection does not run, and the part's answer says so and when to come again.",
    "issue 16",
  ],
  "listener.one-host": [
    "A request with two Host lines is refused with 400 by every part.",
    "RFC 9112",
    "SECURITY",
    "issue 11",
  ],
} as const;
