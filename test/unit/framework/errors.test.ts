import assert from "node:assert/strict";
import { InvalidInput, readToolFailure, ToolError } from "@drawbridge/framework/errors";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";

describe("what a tool throws", () => {
  it(
    verifies("framework.tool-errors", "is foreseen where it has code, message and next step, whatever its class"),
    () => {
      const foreseen = { code: "not-a-read", message: "it writes", next: "Use write_query." };
      assert.deepEqual(readToolFailure(new ToolError("not-a-read", "it writes", "Use write_query.")), foreseen);
      class SqlError extends Error {
        readonly code = "not-a-read";
        readonly next = "Use write_query.";
      }
      assert.deepEqual(readToolFailure(new SqlError("it writes")), foreseen);
    },
  );

  const unforeseen = {
    "an error": new Error("password"),
    "a driver's error with a code": Object.assign(new Error("password"), { code: "28P01" }),
    "an error whose next is a function": Object.assign(new Error("password"), { code: "x", next: () => "y" }),
    "an object that is no error": { code: "x", message: "y", next: "z" },
    "a string": "password",
    nothing: undefined,
  };
  for (const [what, thrown] of Object.entries(unforeseen)) {
    it(verifies("framework.internal-errors", `is not foreseen where it is ${what}`), () => {
      assert.equal(readToolFailure(thrown), null);
    });
  }

  it(verifies("framework.bad-input", "names at most five fields, and never a value"), () => {
    const schema = z.object({ a: z.object({ b: z.array(z.int()) }), c: z.enum(["red", "blue"]), d: z.string().min(3) });
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
  });
});
