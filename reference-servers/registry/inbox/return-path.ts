/** Where a sign-in may lead back to: only a page of the registry for signed-in people, in any spelling of the path. */

const pages: readonly RegExp[] = [
  /^\/approvals(\/editors)?(\/[\w-]{1,64})?$/,
  /^\/reviews(\/[a-z][a-z0-9-]{0,24}(\/versions\/\d{1,9})?)?$/,
  /^\/why(\/requests)?$/,
];

/** The one page that is asked by its address, and the names in it. */
const question = { path: "/why", names: ["server", "tool", "user", "surface"] } as const;

/** The page that `path` names; the inbox's list if it names anything else. */
export function returnPath(path: string | undefined, registryUrl: string): string {
  const { origin } = new URL(registryUrl);
  if (path === undefined || !URL.canParse(path, origin)) return "/approvals";
  const url = new URL(path, origin);
  if (url.origin !== origin || !pages.some((page) => page.test(url.pathname))) return "/approvals";
  const query = url.pathname === question.path ? queryIn(url.searchParams) : "";
  return query === "" ? url.pathname : `${url.pathname}?${query}`;
}

function queryIn(given: URLSearchParams): string {
  const fields = question.names.flatMap((name): [string, string][] => {
    const value = given.get(name) ?? "";
    return value === "" || value.length > 200 ? [] : [[name, value]];
  });
  return new URLSearchParams(fields).toString();
}
