/** Promises about the names of people that are shown beside their stable ids. */
export const displayNamePromises = {
  "name.beside-id": [
    "In every place where a person reads who asked or decided, the display name is shown beside the whole stable id, and the id alone where there is no name.",
    "issue 15",
  ],
  "name.decides-nothing": [
    "A display name is compared, stored in a request, a seal or the audit, and shown to a policy nowhere.",
    "SECURITY",
    "issue 15",
  ],
  "name.hostile": [
    "A display name that is very long, holds markup, invisible or reordering characters, or looks like another person's id, hides no id and changes no page.",
    "SECURITY",
    "issue 15",
  ],
  "name.bounded": [
    "A display name is deleted 90 days after the last token or call that brought it, and moves with its person to a new id.",
    "SECURITY",
    "issue 15",
  ],
  "name.source": [
    "A display name comes from a verified token; a server's word and a client's header never replace it, and a row that another program wrote does not count.",
    "issue 15",
  ],
} as const;
