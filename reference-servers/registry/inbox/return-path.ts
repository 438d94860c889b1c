/** Where a sign-in may lead back to: only a page of the inbox, in any spelling of the path. */

const inbox = /^\/approvals(\/editors)?(\/[\w-]{1,64})?$/;

/** The path in the inbox that `path` names; the inbox's list if it names anything else. */
export function returnPath(path: string | undefined, registryUrl: string): string {
  const { origin } = new URL(registryUrl);
  if (path === undefined || !URL.canParse(path, origin)) return "/approvals";
  const url = new URL(path, origin);
  return url.origin === origin && inbox.test(url.pathname) ? url.pathname : "/approvals";
}
