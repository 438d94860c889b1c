/**
 * The codes that the command line and the editor know, as one table: the proxy's, the sign-in's, the agents', the command
 * line's and the framework's. It does not have the servers' own codes: those arrive as any text.
 */
import type { ErrorFacts } from "../errors.ts";
import { agentsErrors } from "./agents.ts";
import { callErrors } from "./calls.ts";
import { commandErrors } from "./commands.ts";
import { proxyErrors } from "./proxy.ts";
import { signInErrors } from "./sign-in.ts";

/** A code that is in two tables ends the command line in the same way. Where the sentences differ, the later table wins. */
const knownErrors = { ...agentsErrors, ...callErrors, ...commandErrors, ...signInErrors, ...proxyErrors } as const;

export type KnownCode = keyof typeof knownErrors;

const isKnown = (code: string): code is KnownCode => Object.hasOwn(knownErrors, code);

/** The facts of `code`; null for a server's own code. */
export const factsOf = (code: string): ErrorFacts | null => (isKnown(code) ? knownErrors[code] : null);
