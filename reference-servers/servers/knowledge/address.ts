/** The address of a document for people. Pure. */

/** A URN for a document without a web address, because every citation needs an address. No browser opens it. */
export const urnOf = (source: string, path: string): string =>
  `urn:drawbridge:knowledge:${encodeURIComponent(source)}:${encodePath(path)}`;

/** The address of a path below the source's own address; any path is encoded safely. */
export const addressOf = ({ name, url }: { readonly name: string; readonly url?: string | undefined }, path: string) =>
  url === undefined ? urnOf(name, path) : `${url.replace(/\/+$/, "")}/${encodePath(path)}`;

const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
