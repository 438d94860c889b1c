import assert from "node:assert/strict";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { Truncated } from "../../../reference-servers/framework/size-guard.ts";
import { until } from "../../support/clocks/until.ts";
import { ada, codeOf, eras, newWorkshop, textOf, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

for (const era of eras) {
  describe(`a call of a ${era} client`, () => {
    const services = newWorkshop();
    let kit: TestKit;
    let call: (name: string, args?: Record<string, unknown>) => Promise<Answered>;

    before(async () => {
      kit = await startForTest(workshop(services), { settings: { DRAWBRIDGE_MAX_RESULT_ROWS: "500" } });
      const client = await kit.connect({ ...ada, era });
      call = async (name, args = {}) => {
        const result = await client.callTool({ name, arguments: args });
        return { ...result, text: textOf(result), code: codeOf(result), isError: result.isError === true };
      };
    });
    after(() => kit.close());
    beforeEach(() => services.ran.splice(0));

    it(verifies("framework.bad-input", `A ${era} call with wrong arguments names them, and runs nothing`), async () => {
      const { isError, code, text } = await call("list_numbers", { count: "many", of: 7 });
      assert.deepEqual([isError, code], [true, "invalid-input"]);
      assert.equal(
        text,
        "failed: the arguments are not right. count: expected number, received string; of: expected string, received number. " +
          "next: Correct them and call again. Nothing was run.",
      );
      assert.deepEqual(services.ran, []);
    });

    it(
      verifies(
        "framework.bad-output",
        `A ${era} call whose tool breaks its own schema gets nothing of the tool's output`,
      ),
      async () => {
        const { isError, code, text, structuredContent } = await call("fail", { how: "bad-output", word: "hunter2" });
        assert.deepEqual([isError, code, structuredContent], [true, "internal", undefined]);
        assert.ok(!text.includes("hunter2"));
      },
    );

    it(
      verifies("framework.tool-errors", `A ${era} call that fails as foreseen says so in its text, with the next step`),
      async () => {
        const foreseen = await call("fail", { how: "foreseen" });
        assert.deepEqual([foreseen.isError, foreseen.code], [true, "no-such-table"]);
        assert.equal(foreseen.text, "failed: there is no such table. next: Ask find_tables.");
        const ownClass = await call("fail", { how: "own-class" });
        assert.deepEqual([ownClass.code, ownClass.text], ["not-yours", "failed: not yours. next: Ask its owner."]);
      },
    );

    it(verifies("framework.internal-errors", `A ${era} call that fails otherwise gets only a request id`), async () => {
      const { isError, code, text } = await call("fail", { how: "crash", word: "hunter2" });
      assert.deepEqual([isError, code], [true, "internal"]);
      assert.match(
        text,
        /^failed: something went wrong inside the server\. next: Try once more\. If it fails again, give the server's owner this request id: [0-9a-f-]{36}\.$/,
      );
    });

    for (const pages of [1, 3]) {
      it(
        verifies(
          "gate.none-here",
          `A ${era} call of ${pages} pages that needs approval runs nothing without a registry`,
        ),
        async () => {
          const { isError, code, text } = await call("burn", { pages });
          assert.deepEqual([isError, code], [true, "approvals-unavailable"]);
          assert.equal(
            text,
            `not run: Burn ${pages} pages on the archive (dev) needs an approval, and approvals are not available now: ` +
              "this server has no registry. Nothing was run. next: Try again in a minute. If it fails again, tell the server's owner.",
          );
          assert.deepEqual(services.ran, []);
        },
      );
    }

    it(verifies("gate.none-here", `A ${era} call whose plan needs no approval runs`), async () => {
      assert.equal((await call("burn", { pages: 0 })).isError, false);
      assert.deepEqual(services.ran, ["burn"]);
    });

    it(
      verifies("framework.size-guard", `A ${era} call with too many rows is shortened, and says how to continue`),
      async () => {
        const { structuredContent, text } = await call("list_numbers", { count: 5_000 });
        const { shown, next, reason } = Truncated.parse(Object(structuredContent).truncated);
        assert.equal(shown, 500);
        assert.equal(next, "Call again from 500.");
        assert.match(reason, /^5,000 entries are more than one result holds \(500 entries, 10,000 characters/);
        assert.equal(Object(structuredContent).total, 5_000);
        assert.ok(text.length <= 10_000);
      },
    );

    it(
      verifies("framework.size-guard", `A ${era} call with too long rows is shortened to what agents keep whole`),
      async () => {
        const { structuredContent, text } = await call("list_numbers", { count: 400, of: "x".repeat(100) });
        assert.ok(Truncated.parse(Object(structuredContent).truncated).shown < 100);
        assert.ok(text.length <= 10_000 && text.length > 9_500, `${text.length}`);
      },
    );

    it(
      verifies("framework.size-guard", `A ${era} call without a list to shorten is a clear error, not a cut text`),
      async () => {
        const { isError, code, text } = await call("essay", { length: 20_000 });
        assert.deepEqual([isError, code], [true, "too-large"]);
        assert.equal(
          text,
          "failed: the result has 20,011 characters, and one result holds 10,000. next: Ask for less: fewer columns, a narrower filter, a smaller limit.",
        );
      },
    );

    it(verifies("framework.caps-are-operators", `A ${era} call cannot raise a cap by its arguments`), async () => {
      const { text } = await call("list_numbers", { count: 5_000, maxCharacters: 10_000_000, maxRows: 5_000 });
      assert.ok(text.length <= 10_000);
    });

    it(
      verifies(
        "framework.timeout",
        `A ${era} call that takes too long is ended, and both its tool and its caller learn so`,
      ),
      async () => {
        const { isError, code, text } = await call("wait_briefly");
        assert.deepEqual([isError, code], [true, "timed-out"]);
        assert.match(text, /^failed: it took longer than 0\.05 s and was stopped\. next: Ask for less at a time/);
        await until("the tool saw its signal", () => services.aborted.includes("timed-out"));
      },
    );
  });
}

type Answered = Record<string, unknown> & {
  readonly text: string;
  readonly code: string | undefined;
  readonly isError: boolean;
};
