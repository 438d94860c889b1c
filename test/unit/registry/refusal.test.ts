import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { CodedError } from "@drawbridge/contracts/errors";
import { Refused } from "../../../reference-servers/registry/refusal.ts";
import { verifies } from "../../support/verifies.ts";

describe("a refusal of the registry", () => {
  it(
    verifies(
      "workspace.error-classes",
      "A refusal of the registry is a CodedError, and its answer has code, message and status",
    ),
    async () => {
      const refused = new Refused(429, "bad-request", "Too much at once. Wait.", { "retry-after": "2" });
      assert.ok(refused instanceof CodedError);
      assert.deepEqual([refused.code, refused.mayHaveRun], ["bad-request", false]);
      for (const response of [refused.getResponse(), refused.getResponse()]) {
        assert.deepEqual([response.status, response.headers.get("retry-after")], [429, "2"]);
        const { error, message } = Refusal.parse(await response.json());
        assert.deepEqual([error, message], ["bad-request", "Too much at once. Wait."]);
      }
    },
  );

  it(
    verifies(
      "workspace.error-codes",
      "A refusal with an HTTP status that its code's row does not list does not compile",
    ),
    () => {
      // @ts-expect-error: a request without a sign-in is answered only with 401
      assert.equal(new Refused(403, "unauthenticated", "Sign in.").code, "unauthenticated");
      // @ts-expect-error: a code that is in no table
      assert.throws(() => new Refused(400, "bad-luck", "Try again."));
    },
  );
});
