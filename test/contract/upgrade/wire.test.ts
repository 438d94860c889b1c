import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { differences, JsonSchema } from "../../support/upgrade/schema-difference.ts";
import { wireFile, wireOf } from "../../support/upgrade/wire.ts";
import { verifies } from "../../support/verifies.ts";

const Line = z.tuple([z.string(), JsonSchema]);
const lastWire = Object.fromEntries(
  readFileSync(wireFile, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => Line.parse(JSON.parse(line))),
);
const wire = wireOf();

/** Differences that one side bridges, each with how. */
const bridged: Readonly<Record<string, string>> = {
  "GrantClaims: $.iss has another format":
    "A server that does not send grantIssuerHeader is of the last release, and gets the registry's URL as before.",
};

describe("the wire of the last release", () => {
  for (const [title, older] of [
    ["Every part reads what parts of the last release write", "writer"],
    ["Parts of the last release read what every part writes", "reader"],
  ] as const)
    it(verifies("upgrade.wire", title), () => {
      const problems = Object.entries(lastWire).flatMap(([name, last]) => {
        const now = wire[name];
        if (now === undefined) return [`${name} is gone`];
        const found = older === "writer" ? differences(last, now, older) : differences(now, last, older);
        return found.map((each) => `${name}: ${each}`);
      });
      assert.deepEqual(problems, older === "reader" ? Object.keys(bridged) : []);
    });

  const of = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: "input" });
  const last = of(z.object({ id: z.string(), kind: z.enum(["a", "b"]), note: z.string().max(9).optional() }));
  for (const [change, now, writes, reads] of [
    ["nothing", last, [], []],
    [
      "a new optional member",
      of(
        z.object({
          id: z.string(),
          kind: z.enum(["a", "b"]),
          note: z.string().max(9).optional(),
          more: z.number().optional(),
        }),
      ),
      ...[[], []],
    ],
    [
      "a new required member",
      of(z.object({ id: z.string(), kind: z.enum(["a", "b"]), note: z.string().max(9).optional(), more: z.number() })),
      ...[["$.more may be missing, and is required"], []],
    ],
    [
      "another name of an optional member",
      of(z.object({ id: z.string(), kind: z.enum(["a", "b"]), remark: z.string().max(9).optional() })),
      ...[["$.note is gone"], ["$.note is gone"]],
    ],
    [
      "another type, and a shorter text",
      of(z.object({ id: z.number(), kind: z.enum(["a", "b"]), note: z.string().max(5).optional() })),
      ...[
        ["$.id is string, and number is read", "$.note has another maxLength"],
        ["$.id is number, and string is read"],
      ],
    ],
    [
      "a new value",
      of(z.object({ id: z.string(), kind: z.enum(["a", "b", "c"]), note: z.string().max(9).optional() })),
      ...[[], ['$.kind may be "c", which is not read']],
    ],
  ] as const)
    it(verifies("upgrade.wire", `A message with ${change} is judged by who writes it and who reads it`), () => {
      assert.deepEqual([differences(last, now, "writer"), differences(now, last, "reader")], [writes, reads]);
    });
});
