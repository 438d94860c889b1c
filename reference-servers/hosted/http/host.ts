/** The host names under which a part answers. */
const loopback = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a Host header names this part: by the name in its own address, by a loopback name, or by one of `allowed`, with
 * any port. A page that reaches it under the page's own name, by DNS rebinding, does not.
 */
export function isOwnHost(host: string | undefined, ownUrl: string, allowed: readonly string[] = []): boolean {
  const [, name] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d+)?$/i.exec(host ?? "") ?? [];
  const own = [...loopback, new URL(ownUrl).hostname, ...allowed.map((each) => each.toLowerCase())];
  return name !== undefined && own.includes(name.toLowerCase());
}
