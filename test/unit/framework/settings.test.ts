import assert from "node:assert/strict";
import { readPlace, readSettings } from "../../../reference-servers/framework/settings.ts";
import { verifies } from "../../support/verifies.ts";

describe("a server's settings", () => {
  it(
    verifies(
      "framework.settings",
      "A server's settings have defaults that agents can work with, and an empty variable counts as not set",
    ),
    () => {
      const settings = readSettings({ DRAWBRIDGE_MAX_RESULT_ROWS: "", PATH: "/bin" });
      assert.equal(settings.DRAWBRIDGE_MAX_RESULT_CHARACTERS, 10_000);
      assert.equal(settings.DRAWBRIDGE_MAX_RESULT_ROWS, 1_000);
      assert.deepEqual(settings.DRAWBRIDGE_ALLOWED_HOSTS, []);
      assert.deepEqual(readSettings({ DRAWBRIDGE_ALLOWED_HOSTS: "a.example,b.example" }).DRAWBRIDGE_ALLOWED_HOSTS, [
        "a.example",
        "b.example",
      ]);
    },
  );

  const nonsense = {
    DRAWBRIDGE_MAX_RESULT_CHARACTERS: "-7",
    DRAWBRIDGE_MAX_RESULT_ROWS: "many",
    DRAWBRIDGE_MAX_RESULT_TOKENS: "-1",
    DRAWBRIDGE_LOG_LEVEL: "loud",
    DRAWBRIDGE_ENVIRONMENT: "moon",
    DRAWBRIDGE_DRAIN_SECONDS: "soon",
    OTEL_EXPORTER_OTLP_ENDPOINT: "collector",
  };
  for (const [name, value] of Object.entries(nonsense)) {
    it(verifies("framework.settings", `A server does not start where ${name} has an invalid value`), () => {
      assert.throws(
        () => readSettings({ [name]: value }),
        (error: Error) => error.message.includes(name) && !error.message.includes(value),
      );
    });
  }

  it(
    verifies(
      "framework.settings",
      "The error about a server's place in a deployment names every variable that is missing",
    ),
    () => {
      assert.throws(() => readPlace({ PORT: "0", DRAWBRIDGE_EDGE_PROOF: "" }), {
        message: [
          "The server cannot start with this environment:",
          "  DRAWBRIDGE_REGISTRY_URL: not set. Example: DRAWBRIDGE_REGISTRY_URL=https://drawbridge.acme.test",
          "  DRAWBRIDGE_REGISTRY_CREDENTIAL: not set. Example: DRAWBRIDGE_REGISTRY_CREDENTIAL=CREDENTIAL",
          "  DRAWBRIDGE_EDGE_PROOF: not set. Example: DRAWBRIDGE_EDGE_PROOF=PROOF",
          "Correct these variables and start again. docs/configuration.md says what each means.",
        ].join("\n"),
      });
    },
  );
});
