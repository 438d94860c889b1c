import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { BrokerUnavailable } from "../../../../extension/broker/unavailable-error.ts";
import type { FailureMessage } from "../../../../extension/commands/failure.ts";
import { guarded } from "../../../../extension/commands/guarded-command.ts";
import { commands } from "../../../../extension/contributions.ts";
import { Cancelled } from "../../../../extension/signin/errors.ts";
import { AgentsError } from "../../../../proxy/agents/model/errors.ts";
import { signInTimedOut } from "../../../../proxy/identity/errors.ts";
import { notSignedIn, ProxyError, sessionExpired } from "../../../../proxy/kernel/errors.ts";
import { CommandFailure } from "../../../../proxy/terminal/failure.ts";
import { repository, sourceFiles } from "../../../support/machine/source-files.ts";
import { verifies } from "../../../support/verifies.ts";

/** Runs a command that fails once with `error` and then works, for a person who takes the next step that is offered. */
async function failing(id: string, error: unknown) {
  const messages: FailureMessage[] = [];
  const executed: string[] = [];
  const runs: unknown[] = [];
  const run = guarded(
    id,
    (given) => {
      runs.push(given);
      if (runs.length === 1) throw error;
    },
    {
      tell: async (failure) => messages.push(failure) > 0,
      execute: (command) => executed.push(command),
    },
  );
  assert.equal(await run("presto"), undefined);
  await new Promise(setImmediate);
  return { messages, executed, runs };
}

describe("a command that fails", () => {
  const secret = "eyJhbGciOi.the-secret-token";

  for (const id of Object.values(commands)) {
    it(
      verifies("vscode.failures", `The command ${id} reports a failure once, in our own words and with a next step`),
      async () => {
        const { messages, executed, runs } = await failing(id, new TypeError(`/home/ada: ${secret}`));
        assert.equal(messages.length, 1);
        const { text = "", next } = messages[0] ?? {};
        assert.match(text, /^Drawbridge could not do this: .*TypeError/);
        assert.doesNotMatch(text, /secret|ada|\n| at /);
        assert.deepEqual(
          [next?.label, executed, runs.length],
          id === commands.diagnose ? ["Retry", [], 2] : ["Diagnose", [commands.diagnose], 1],
        );
      },
    );
  }

  const cases: readonly (readonly [unknown, RegExp, string])[] = [
    [new BrokerUnavailable("Drawbridge cannot write to the folder."), /^Drawbridge cannot write to/, "Diagnose"],
    [notSignedIn(), /^You are not signed in to Drawbridge\.$/, "Sign In"],
    [sessionExpired(), /^Your Drawbridge session has ended\.$/, "Sign In"],
    [
      new CommandFailure("session-expired", "Run `drawbridge login`."),
      /^Your Drawbridge session has ended\.$/,
      "Sign In",
    ],
    [new ProxyError("unreachable", "The broker did not start in time."), /did not start in time/, "Retry"],
    [new ProxyError("unreachable", "[Fix](command:x)\nno"), /^\(Fix\)\(command:x\)\\u\{a\}no$/, "Retry"],
    [signInTimedOut(), /^The sign-in was not finished in time\.$/, "Retry"],
    [new AgentsError("malformed", "The file cannot be read."), /cannot be read/, "Diagnose"],
    [Object.assign(new Error("/home/ada"), { code: "EACCES" }), /\(EACCES\)/, "Diagnose"],
    ["words alone", /\(string\)/, "Diagnose"],
  ];
  for (const [error, text, label] of cases) {
    it(verifies("vscode.failures", `A failed command offers ${label} for ${String(error).slice(0, 60)}`), async () => {
      const { messages } = await failing(commands.refresh, error);
      assert.match(messages[0]?.text ?? "", text);
      assert.equal(messages[0]?.next.label, label);
    });
  }

  it(
    verifies("vscode.failures", "A failed command runs again with the same argument where the person chooses Retry"),
    async () => {
      const { runs, messages } = await failing(
        commands.openServer,
        new ProxyError("unreachable", "The server does not answer."),
      );
      assert.deepEqual(runs, ["presto", "presto"]);
      assert.equal(messages.length, 1);
    },
  );

  it("A command that the person cancelled shows no message", async () => {
    assert.deepEqual((await failing(commands.signIn, new Cancelled())).messages, []);
  });
});

describe("the extension's sources", () => {
  const sources = sourceFiles("extension")
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file: relative(repository, file), text: readFileSync(file, "utf8") }));

  it(
    verifies("vscode.failures", "The extension registers every command in the one place that reports failures"),
    () => {
      const around = sources.filter(({ text }) => /commands\s*\.\s*register\w*Command/.test(text));
      assert.deepEqual(
        around.map(({ file }) => file),
        ["extension/commands/register.ts"],
      );
      const registered = sources.flatMap(({ text }) => [
        ...text.matchAll(/\b(?:command|registerCommand)\(\s*commands\.(\w+),/g),
      ]);
      assert.deepEqual(registered.map(([, name]) => name).sort(), Object.keys(commands).sort());
    },
  );

  it(verifies("vscode.failures", "The extension shows no error and no warning without a next step"), () => {
    for (const { file, text } of sources)
      for (const [call] of text.matchAll(/(?<=show(?:Error|Warning)Message)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g))
        assert.match(call.slice(1, -1).replaceAll(/\((?:[^()]|\([^()]*\))*\)/g, ""), /^[\w.]+, \S/, `${file}: ${call}`);
  });
});
