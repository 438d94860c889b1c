/** The sentence about a server that its owners will end, as every surface shows it. */
import type { Surface } from "./approvals/surface.ts";
import type { Deprecation } from "./deprecation-schema.ts";

/** "Deprecated since 2026-11-30. It ends in March. Use presto-next instead." */
export const formatDeprecation = (
  { since, message, replacement }: Deprecation,
  { say, words }: Pick<Surface, "say" | "words">,
): string =>
  [
    since === undefined ? say("Deprecated.") : say("Deprecated since {0}.", since),
    words(message),
    ...(replacement === undefined ? [] : [say("Use {0} instead.", words(replacement))]),
  ].join(" ");
