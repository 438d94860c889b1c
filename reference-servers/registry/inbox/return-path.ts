/** Where a sign-in may lead back to: only a page of the inbox, in any spelling of the path. */

const inbox = /^\/approvals(\/editors)?(\/[\w-]{1,64})?$/;

/** The path in the inbox that `asked` names; the inbox's list if it names anything else. */
export function returnPath(asked: string | undefined, registryUrl: string): string {
  const { origin } = new URL(registryUrl);
  if (asked === undefined || !URL.canParse(asked, origin)) return "/approvals";
  const url = new URL(asked, origin);
  return url.origin === origin && inbox.test(url.pathname) ? url.pathname : "/approvals";
}
