/** Whether two texts are the address of one registry. Two registries may share a host, each below a path of its own. Pure. */
export const isSameAddress = (a: string, b: string): boolean =>
  URL.canParse(a) && URL.canParse(b) ? addressIn(new URL(a)) === addressIn(new URL(b)) : a === b;

const addressIn = ({ origin, pathname }: URL): string => origin + pathname.replace(/\/+$/, "");
