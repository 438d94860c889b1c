import assert from "node:assert/strict";
import { z } from "zod";
import { failureSentence } from "../../../reference-servers/framework/answers/failure-sentence.ts";
import { leavesOpen, ToolError } from "../../../reference-servers/framework/errors.ts";
import { InvalidInput } from "../../../reference-servers/framework/schema-errors.ts";
import { verifies } from "../../support/verifies.ts";

describe("what a tool throws", () => {
  class ServersError extends ToolError<"no-such-table"> {}
  const foreseen = new ServersError("no-such-table", "There is no such table.", "Ask find_tables.");

  it(
    verifies("framework.tool-errors", "A ToolError, and a server's subclass of it, is a failure that the tool foresaw"),
    () => {
      assert.equal(failureSentence(foreseen, 1000), "There is no such table.");
      assert.equal(
        failureSentence(new ToolError("full", "The disk is full.", "Free some."), 1000),
        "The disk is full.",
      );
    },
  );

  const unforeseen = {
    "an error": new Error("password"),
    "a driver's error with a code": Object.assign(new Error("password"), { code: "28P01" }),
    "an error that has all the properties of a ToolError": Object.assign(new Error("password"), {
      code: "x",
      next: "y",
      mayHaveRun: false,
    }),
    "an object that is no error": { code: "x", message: "y", next: "z" },
    "a string": "password",
    nothing: undefined,
  };
  for (const [what, thrown] of Object.entries(unforeseen)) {
    it(verifies("framework.internal-errors", `A tool that throws ${what} has a fault that it did not foresee`), () => {
      assert.equal(failureSentence(thrown, 1000), "The server had a fault of its own; its log has the details.");
      assert.equal(leavesOpen(thrown, false), true);
    });
  }

  it(
    verifies(
      "framework.tool-errors",
      "A ToolError decides whether its call may have had an effect; where it does not say, only a stopped run may have",
    ),
    () => {
      const saying = (mayHaveRun?: boolean) => new ToolError("x", "It failed.", "Look.", { mayHaveRun });
      assert.deepEqual(
        [true, false].map((stopped) => leavesOpen(saying(true), stopped)),
        [true, true],
      );
      assert.deepEqual(
        [true, false].map((stopped) => leavesOpen(saying(false), stopped)),
        [false, false],
      );
      assert.deepEqual(
        [true, false].map((stopped) => leavesOpen(saying(), stopped)),
        [true, false],
      );
    },
  );

  it(
    verifies("framework.bad-input", "The message about a bad input names at most five fields, and never a value"),
    () => {
      const schema = z.object({
        a: z.object({ b: z.array(z.int()) }),
        c: z.enum(["red", "blue"]),
        d: z.string().min(3),
      });
      const issues = schema.safeParse({ a: { b: [1, 2.5, "hunter2"] }, c: "hunter2", d: "hu" }).error;
      assert.ok(issues);
      const { message } = new InvalidInput(issues);
      assert.match(
        message,
        /a\.b\[1\]: .*; a\.b\[2\]: expected number, received string; c: expected one of "red"\|"blue"; d: /,
      );
      assert.ok(!message.includes("hunter2"), message);
      const many = z.object(Object.fromEntries([..."abcdefgh"].map((name) => [name, z.string()]))).safeParse({}).error;
      assert.ok(many);
      assert.match(new InvalidInput(many).message, /; and 3 more$/);
    },
  );
});
