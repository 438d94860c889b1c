/** Where a sign-in may lead back to: a page of the inbox, and nowhere else, however it is written. */

const inbox = /^\/approvals(\/editors)?(\/[\w-]{1,64})?$/;

/** The path that `asked` names here; the inbox's list where it names anything else. */
export function returnPath(asked: string | undefined, registryUrl: string): string {
  const { origin } = new URL(registryUrl);
  if (asked === undefined || !URL.canParse(asked, origin)) return "/approvals";
  const url = new URL(asked, origin);
  return url.origin === origin && inbox.test(url.pathname) ? url.pathname : "/approvals";
}
