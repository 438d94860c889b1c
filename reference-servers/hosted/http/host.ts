/** The host names under which a loopback listener answers. */
const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** Whether a Host header names this part. A page that reaches it under the page's own name, by DNS rebinding, does not. */
export function isOwnHost(host: string | undefined, ownUrl: string): boolean {
  const [, name] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d+)?$/i.exec(host ?? "") ?? [];
  return name !== undefined && [...loopback, new URL(ownUrl).hostname].includes(name.toLowerCase());
}
