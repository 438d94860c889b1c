/** Every address that a page of the registry leads a browser to: links, forms, styles, scripts, and what its scripts ask. */
export function addressesIn(html: string, url: string): readonly string[] {
  const named = /\s(?:href|action|src|data-passkey|data-events)="([^"]*)"/g;
  const refresh = /http-equiv="refresh" content="0;url=([^"]+)"/g;
  return [...html.matchAll(named), ...html.matchAll(refresh)]
    .map(([, address = ""]) => address.replaceAll("&amp;", "&"))
    .filter((address) => !address.startsWith("#") && !address.startsWith("data:"))
    .map((address) => new URL(address, url).href);
}
