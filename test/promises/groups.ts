/** Promises about the groups of a user: however many they are, and however they are named. */
export const groupsPromises = {
  "groups.large-headers": [
    "Every hosted part reads headers of up to 256 KiB. It refuses larger ones with 431 and a body that says what to do, and logs it without a name.",
    "RFC 6585",
    "issue 15",
  ],
} as const;
