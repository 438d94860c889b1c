import assert from "node:assert/strict";
import { BaseUrl, LogLevel, Port, readVariables } from "@drawbridge/hosted/environment";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";

const Variables = z.object({
  PORT: Port.default(7400),
  SERVER_URL: BaseUrl,
  LOG_LEVEL: LogLevel.optional(),
  OVEN_TRAYS: z
    .string()
    .transform((text) => JSON.parse(text))
    .pipe(z.record(z.string(), z.number()))
    .optional(),
});
const read = (environment: NodeJS.ProcessEnv) => readVariables("The oven", Variables, environment);

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
    verifies("hosted.environment", "The reader's error names each variable once, with what is wrong and what to do"),
    () => {
      assert.throws(() => read({ PORT: "70000", SERVER_URL: "", LOG_LEVEL: "loud" }), {
        message:
          "The oven cannot start with this environment. Missing or wrong: PORT (Too big: expected number to be <=65535), " +
          "SERVER_URL (not set), " +
          'LOG_LEVEL (Invalid option: expected one of "fatal"|"error"|"warn"|"info"|"debug"|"trace"|"silent"). ' +
          "Correct these variables and start again.",
      });
    },
  );

  it(verifies("hosted.environment", "The reader's error says nothing of what a JSON value holds"), () => {
    const environment = { SERVER_URL: "https://oven.example", OVEN_TRAYS: '{"hunter2": "a-password"}' };
    assert.throws(() => read(environment), /Missing or wrong: OVEN_TRAYS \(a wrong value inside\)\. Correct/);
  });
});
