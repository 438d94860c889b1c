import assert from "node:assert/strict";
import { httpListener } from "@drawbridge/hosted/listener";
import { verifies } from "../../../support/verifies.ts";

describe("the listener of every hosted part", () => {
  it(
    verifies(
      "listener.slow-clients",
      "A client has five seconds for its headers and two minutes for its whole request",
    ),
    () => {
      const { headersTimeout, requestTimeout } = httpListener(() => {});
      assert.deepEqual([headersTimeout, requestTimeout], [5_000, 120_000]);
    },
  );
});
