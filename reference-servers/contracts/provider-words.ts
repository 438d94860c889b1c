/**
 * What an identity provider says when it refuses: its code and its description (RFC 6749 §4.1.2.1, §5.2). The person can
 * show it to the provider's operator. A provider may write anything there, so it is quoted on one line with every
 * character visible, and what looks like a token is left out.
 */
import { oneLine, quoted } from "./visible-text.ts";

/** How much (characters) of a code and of a description is shown. Providers add trace ids at the end. */
const maxCodeLength = 60;
const maxDescriptionLength = 300;

/** A run of characters that is long enough for a token or an authorization code. A UUID is shorter. */
const secretLike = /[\w~+=-][\w~+=.-]{38,}[\w~+=-]/g;

/** `invalid_target: "The resource parameter is not supported"`, or the code alone. */
export function providerWords(code: string, description: string | undefined): string {
  const shownCode = oneLine(withoutSecrets(code), maxCodeLength);
  const words = withoutSecrets(description ?? "").trim();
  return words === "" ? shownCode : `${shownCode}: ${quoted(words, maxDescriptionLength)}`;
}

const withoutSecrets = (text: string): string => text.replaceAll(secretLike, "[hidden]");
