/** Why an address did not answer, in words: the system's codes say nothing to most people. Pure. */
import * as l10n from "@vscode/l10n";

const words: Readonly<Record<string, () => string>> = {
  ENOTFOUND: () => l10n.t("no host has this name here"),
  EAI_AGAIN: () => l10n.t("names of hosts cannot be looked up just now"),
  ECONNREFUSED: () => l10n.t("nothing answers at this host and port"),
  ECONNRESET: () => l10n.t("the connection was cut"),
  EPIPE: () => l10n.t("the connection was cut"),
  UND_ERR_SOCKET: () => l10n.t("the connection was cut"),
  EPROTO: () => l10n.t("it does not speak https"),
  ETIMEDOUT: () => l10n.t("no answer in time"),
  UND_ERR_CONNECT_TIMEOUT: () => l10n.t("no answer in time"),
  UND_ERR_HEADERS_TIMEOUT: () => l10n.t("no answer in time"),
  EHOSTUNREACH: () => l10n.t("there is no way to its network"),
  ENETUNREACH: () => l10n.t("there is no way to its network"),
  ERR_SSL_WRONG_VERSION_NUMBER: () => l10n.t("https on a port that speaks plain http"),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: () => l10n.t("https on a port that speaks plain http"),
  ERR_SSL_HTTP_REQUEST: () => l10n.t("https on a port that speaks plain http"),
  "unexpected redirect": () => l10n.t("it sends its visitors to another address"),
};

/** The text with each known code in words, and any other code of the system or of TLS as "it did not answer". */
export const withoutCodes = (text: string): string =>
  text
    .replace(/\bunexpected redirect\b/g, (found) => words[found]?.() ?? found)
    .replace(/\b(?:E[A-Z]{4,}|EAI_[A-Z]+|ERR_[A-Z_]+|UND_ERR_[A-Z_]+)\b/g, (code) =>
      (words[code] ?? (() => l10n.t("it did not answer")))(),
    );
