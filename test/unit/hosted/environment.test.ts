import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BaseUrl, LogLevel, Port, type Rule, readVariables, variable } from "@drawbridge/hosted/environment";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";

const Variables = z.object({
  PORT: variable(Port.default(7400), { means: "Its port.", example: "7400" }),
  SERVER_URL: variable(BaseUrl, { means: "Its address.", example: "https://oven.example" }),
  LOG_LEVEL: LogLevel.optional(),
  OVEN_KEY: variable(z.string().min(8).optional(), { means: "Its key.", example: "KEY", secret: true }),
  OVEN_TRAYS: z
    .string()
    .transform((text) => JSON.parse(text))
    .pipe(z.record(z.string(), z.number()))
    .optional(),
});
const read = (environment: NodeJS.ProcessEnv, rules?: readonly Rule[]) =>
  readVariables("The oven", Variables, environment, rules);
const opening = "The oven cannot start with this environment:";
const ending = "Correct these variables and start again. docs/configuration.md says what each means.";

describe("the reader of environment variables", () => {
  it(
    verifies(
      "hosted.environment",
      "The reader takes an empty variable as not set, and leaves out a slash at the end of an address",
    ),
    () => {
      assert.deepEqual(read({ PORT: "", SERVER_URL: "https://oven.example/base/", LOG_LEVEL: "warn", HOME: "/root" }), {
        PORT: 7400,
        SERVER_URL: "https://oven.example/base",
        LOG_LEVEL: "warn",
      });
    },
  );

  it(
    verifies(
      "hosted.environment",
      "The reader's error has every problem at once, a line each, with the fault and an example",
    ),
    () => {
      assert.throws(() => read({ PORT: "70000", SERVER_URL: "", LOG_LEVEL: "loud", OVEN_KEY: "hunter2" }), {
        name: "EnvironmentError",
        message: [
          opening,
          "  PORT: more than 65535. Example: PORT=7400",
          "  SERVER_URL: not set. Example: SERVER_URL=https://oven.example",
          "  LOG_LEVEL: not one of fatal, error, warn, info, debug, trace, silent.",
          "  OVEN_KEY: less than 8 characters. Example: OVEN_KEY=KEY",
          ending,
        ].join("\n"),
      });
    },
  );

  it(verifies("hosted.environment", "The reader's words for a fault hold nothing of the variable's value"), () => {
    for (const [environment, fault] of [
      [{ PORT: "hunter2" }, "PORT: not a number."],
      [{ PORT: "-1" }, "PORT: less than 0."],
      [{ PORT: "7.5" }, "PORT: not a whole number."],
      [{ SERVER_URL: "hunter2" }, "SERVER_URL: not an address such as https://host."],
      [{ OVEN_TRAYS: '{"hunter2": "a-password"}' }, "OVEN_TRAYS: a wrong value inside."],
    ] as const)
      assert.throws(
        () => read({ SERVER_URL: "https://oven.example", ...environment }),
        (error: Error) => {
          assert.ok(error.message.includes(`\n  ${fault}`), error.message);
          return !/hunter2|a-password/.test(error.message);
        },
      );
  });

  it(
    verifies("hosted.environment", "What is wrong between two variables is found together with what is wrong in one"),
    () => {
      const keyNeedsTrays: Rule = (set) =>
        set.OVEN_TRAYS === undefined ? [{ variable: "OVEN_TRAYS", fault: "not set, and OVEN_KEY is" }] : [];
      assert.throws(() => read({ OVEN_KEY: "long enough" }, [keyNeedsTrays]), {
        message: `${opening}\n  SERVER_URL: not set. Example: SERVER_URL=https://oven.example\n  OVEN_TRAYS: not set, and OVEN_KEY is.\n${ending}`,
      });
    },
  );
});

describe("a secret in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-secret-"));
  const file = join(folder, "oven-key");
  const read = (environment: NodeJS.ProcessEnv) =>
    readVariables("The oven", Variables, { SERVER_URL: "https://oven.example", ...environment });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(verifies("hosted.secret-files", "A secret is read from the file that its _FILE variable names"), () => {
    for (const [text, value] of [
      ["s3cret words", "s3cret words"],
      ["s3cret words\n", "s3cret words"],
      ["s3cret words\r\n", "s3cret words"],
      [" s3cret words \n\n", " s3cret words \n"],
    ] as const) {
      writeFileSync(file, text);
      assert.equal(read({ OVEN_KEY_FILE: file }).OVEN_KEY, value);
      assert.equal(read({ OVEN_KEY: " ", OVEN_KEY_FILE: file }).OVEN_KEY, value);
    }
    assert.equal(read({ OVEN_KEY_FILE: "" }).OVEN_KEY, undefined);
  });

  it(
    verifies(
      "hosted.secret-files",
      "A secret that is set twice, empty, too short or not readable is a problem that shows neither value nor path",
    ),
    () => {
      const empty = join(folder, "empty");
      writeFileSync(empty, "\n");
      writeFileSync(file, "hunter2");
      for (const [environment, fault] of [
        [{ OVEN_KEY_FILE: file, OVEN_KEY: "hunter2 hunter2" }, "OVEN_KEY_FILE is set too: only one of the two may be"],
        [{ OVEN_KEY_FILE: empty }, "the file that its _FILE variable names is empty"],
        [{ OVEN_KEY_FILE: file }, "less than 8 characters"],
        // A secret that was put into the wrong variable.
        [{ OVEN_KEY_FILE: "hunter2" }, "the file that its _FILE variable names cannot be read (ENOENT)"],
        [{ OVEN_KEY_FILE: folder }, "the file that its _FILE variable names cannot be read (EISDIR)"],
      ] as const)
        assert.throws(
          () => read(environment),
          (error: Error) => {
            assert.equal(error.message, `${opening}\n  OVEN_KEY: ${fault}. Example: OVEN_KEY=KEY\n${ending}`);
            return true;
          },
        );
    },
  );

  it(verifies("hosted.secret-files", "A variable that is no secret is not read from a file"), () => {
    writeFileSync(file, "7410");
    assert.equal(read({ PORT_FILE: file }).PORT, 7400);
  });
});
