import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

/** Signals within one part. The part catches each of them, and makes it an error with a code or no error at all. */
const signals = {
  Asking: "ends the run of a tool that asks its client a question",
  Cancelled: "the person called a sign-in off, which is no failure",
  CutOff: "an event log ends early, and what was read counts",
  EnvironmentError: "becomes what a process that cannot start prints",
  InvalidProof: "becomes NotProven, Refused or the provider's InvalidDpopProof",
  LogoutRefused: "becomes the answer to the identity provider",
  NoAnswer: "becomes a failure of the proxy",
  NoAnswerError: "becomes the error of the part that called the API",
  NoUsableAnswer: "is the cause of a TokenError, and a line of the log",
  NotProven: "becomes TokenError",
  NotReached: "makes a channel try once more, and is then the cause of NoAnswer",
  SignInRefused: "becomes a page of the inbox",
  SyntaxFound: "becomes a verdict on a statement",
  TooOldError: "ends the start of a hosted part with a sentence for the operator",
  TunnelFailure: "becomes a sentence of the error that has it as its cause",
  Unproven: "says that a provider refused one value of a secret, so that the other one is shown",
  UsageRefused: "makes the outbox send calls one by one",
};

describe("error classes", () => {
  it(
    verifies(
      "workspace.error-classes",
      "Every error class descends from CodedError, or is a listed signal inside one part",
    ),
    () => {
      const sources = ["proxy/", "extension/", "reference-servers/"]
        .flatMap((folder) => sourceFiles(folder))
        .filter((file) => file.endsWith(".ts"));
      const found = sources.flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(/\bclass (\w+)(?:<[^{]*>)? extends (?:Error|HTTPException)\b/g)].map(
          ([, name = ""]) => ({ name, file: file.slice(repository.length) }),
        ),
      );
      const base = found.filter(({ name }) => name === "CodedError");
      assert.deepEqual(
        base.map(({ file }) => file),
        ["reference-servers/contracts/errors.ts"],
      );
      assert.deepEqual(
        found
          .map(({ name }) => name)
          .filter((name) => name !== "CodedError")
          .toSorted(),
        Object.keys(signals).toSorted(),
      );
    },
  );
});
