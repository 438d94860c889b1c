/** Under which names a loopback listener answers. */
const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** Whether a Host header names us; a page that reaches us under its own name by DNS rebinding does not. */
export function isOwnHost(host: string | undefined, ownUrl: string): boolean {
  const [, name] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d+)?$/i.exec(host ?? "") ?? [];
  return name !== undefined && [...loopback, new URL(ownUrl).hostname].includes(name.toLowerCase());
}
