/** The address people know a document by. Pure. */

/** A name for what has no address: no browser opens it, and every citation needs one. */
export const nameOf = (source: string, path: string): string =>
  `urn:drawbridge:knowledge:${encodeURIComponent(source)}:${encodePath(path)}`;

/** Below the source's own address, whatever the path holds. */
export const addressOf = ({ name, url }: { readonly name: string; readonly url?: string | undefined }, path: string) =>
  url === undefined ? nameOf(name, path) : `${url.replace(/\/+$/, "")}/${encodePath(path)}`;

const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
