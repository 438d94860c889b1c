/**
 * The release of the program on an engineer's machine that sends a request, and the words by which a hosted part refuses
 * one that is too old. An edge removes the header, as it does all with this prefix, so that no server gets it.
 */

/** The programs that say their release: the broker (also for agents and the command line), and the extension for itself. */
export type ClientProgram = "broker" | "extension";

export const clientHeader = "x-drawbridge-client";

/** The header of every request that `program` sends to registry and edge. */
export const clientHeaders = (program: ClientProgram, version: string): Readonly<Record<string, string>> => ({
  [clientHeader]: `${program}/${version}`,
});

/** `policy` of a refusal because of the program's release, by which programs tell it from other refusals. */
export const oldestReleasePolicy = "oldest-release";

export const howToUpdate =
  "Update the Drawbridge extension in your editor, or the package of the command line; agents then use the later version by themselves.";

/** @param oldest the first release that is served */
export const tooOldSentence = (version: string, oldest: string): string =>
  `This Drawbridge is version ${version}, and your company's registry serves only ${oldest} and later. Nothing ran. ${howToUpdate}`;
