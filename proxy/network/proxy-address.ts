/**
 * The address of a proxy as people write it into a variable: with or without a scheme, and with a user and a password
 * that hold any characters. A URL would have them percent-encoded, which curl does not demand either.
 */

const withScheme = /^([a-z][a-z\d+.-]*):\/\/(.*)$/is;
/** User and password, host and port. The last `@` ends the password, because no host has one. */
const form = /^(?:(.*)@)?([^@/?#\s]+)(?:[/?#][^@]*)?$/s;

/**
 * The address as a URL whose user and password are percent-encoded; null if it is no address of an HTTP proxy. A percent
 * sign with two hexadecimal digits counts as encoded already, any other one as itself.
 */
export function proxyAddress(text: string): string | null {
  const trimmed = text.trim();
  const [, scheme = "http", rest = trimmed] = withScheme.exec(trimmed) ?? [];
  const [, credentials, host] = form.exec(rest) ?? [];
  if (host === undefined || !/^https?$/i.test(scheme)) return null;
  const address = `${scheme.toLowerCase()}://${credentials === undefined ? "" : `${encoded(credentials)}@`}${host}`;
  return URL.canParse(address) ? address : null;
}

/** `user:password`; the first colon ends the user. */
function encoded(credentials: string): string {
  const colon = credentials.indexOf(":");
  if (colon === -1) return encodedPart(credentials);
  return `${encodedPart(credentials.slice(0, colon))}:${encodedPart(credentials.slice(colon + 1))}`;
}

/** The parts between what is encoded already. */
const encodedPart = (text: string): string =>
  text
    .toWellFormed()
    .split(/(%[0-9a-f]{2})/i)
    .map((part, at) => (at % 2 === 1 ? part : encodeURIComponent(part)))
    .join("");

/** The header for a proxy that wants a user and password (RFC 7617); none if the address has none. */
export function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const pair = Buffer.concat([bytesOf(username), Buffer.from(":"), bytesOf(password)]);
  return { "proxy-authorization": `Basic ${pair.toString("base64")}` };
}

/** The bytes that an encoded text means. They need not be UTF-8, and a percent sign may be itself. */
const bytesOf = (text: string): Buffer =>
  Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    "latin1",
  );
