import assert from "node:assert/strict";
import { checkedArguments } from "../../../../extension/run/form-values.ts";
import { type Control, type Field, toolForm } from "../../../../extension/run/tool-form.ts";
import { verifies } from "../../../support/verifies.ts";

const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
});

const fieldsOf = (schema: unknown): readonly Field[] => {
  const form = toolForm(schema);
  return form.kind === "fields" ? form.fields : [form.field];
};

/** The control of a form with this one input. */
const controlOf = (name: string, schema: unknown): Control | undefined =>
  fieldsOf(object({ [name]: schema }))[0]?.control;

const text = { minLength: 0, maxLength: null };
const open = { min: null, max: null };

describe("the form of a tool's inputs", () => {
  const controls: readonly (readonly [what: string, name: string, schema: unknown, control: Control])[] = [
    ["a string", "table", { type: "string" }, { kind: "text", ...text }],
    ["SQL", "sql", { type: "string" }, { kind: "lines", ...text }],
    ["a long string", "x", { type: "string", maxLength: 4000 }, { kind: "lines", minLength: 0, maxLength: 4000 }],
    ["a number within limits", "n", { type: "number", minimum: 0, maximum: 1 }, { kind: "number", min: 0, max: 1 }],
    ["an integer", "n", { type: "integer" }, { kind: "integer", ...open }],
    ["a boolean", "b", { type: "boolean" }, { kind: "boolean" }],
    ["an enum", "e", { enum: ["a", 1, null, "a"] }, { kind: "choice", values: ["a", 1, null] }],
    ["a constant", "c", { const: "only" }, { kind: "choice", values: ["only"] }],
    ["a string or null", "s", { type: ["string", "null"] }, { kind: "text", ...text }],
    ["an alternative to null", "s", { anyOf: [{ type: "integer" }, { type: "null" }] }, { kind: "integer", ...open }],
    [
      "a list of strings",
      "l",
      { type: "array", items: { type: "string" } },
      { kind: "list", item: "string", min: 0, max: null },
    ],
    ["a list of objects", "l", { type: "array", items: { type: "object" } }, { kind: "json", types: ["array"] }],
    ["a map", "m", { type: "object", additionalProperties: true }, { kind: "json", types: ["object"] }],
    ["two types", "t", { type: ["string", "number"] }, { kind: "json", types: ["string", "number"] }],
    ["two alternatives", "t", { anyOf: [{ type: "string" }, { type: "object" }] }, { kind: "json", types: [] }],
    ["no type", "t", {}, { kind: "json", types: [] }],
    ["a schema that is no object", "t", 7, { kind: "json", types: [] }],
    [
      "a huge enum of texts",
      "e",
      { enum: Array.from({ length: 5000 }, (_, at) => `v${at}`) },
      { kind: "text", ...text },
    ],
    ["an enum of objects", "e", { enum: [{ a: 1 }] }, { kind: "json", types: [] }],
    ["a reference that leads nowhere", "r", { $ref: "#/$defs/missing" }, { kind: "json", types: [] }],
    ["a reference to another document", "r", { $ref: "https://example.com/x" }, { kind: "json", types: [] }],
    ["a reference into the prototype", "r", { $ref: "#/constructor/prototype" }, { kind: "json", types: [] }],
  ];
  for (const [what, name, schema, control] of controls) {
    it(verifies("vscode.run-form", `An input that is ${what} gets the control ${control.kind}`), () =>
      assert.deepEqual(controlOf(name, schema), control),
    );
  }

  it(verifies("vscode.run-form", "An object becomes a group of its fields, and its references are followed"), () => {
    const schema = {
      ...object({ range: { $ref: "#/$defs/range" } }, ["range"]),
      $defs: { range: object({ from: { type: "integer", default: 1 }, "a/b": { type: "string" } }, ["from"]) },
    };
    const [range] = fieldsOf(schema);
    assert.ok(range?.control.kind === "group");
    assert.deepEqual(
      range.control.fields.map(({ id, name, required, initial }) => [id, name, required, initial]),
      [
        ["f0.0", "from", true, "1"],
        ["f0.1", "a/b", false, ""],
      ],
    );
  });

  it(verifies("vscode.run-form", "A schema that refers to itself gives a form that ends"), () => {
    const node = object({ next: { $ref: "#/$defs/node" }, name: { type: "string" } });
    const schema = { ...object({ node: { $ref: "#/$defs/node" } }), $defs: { node } };
    assert.ok(JSON.stringify(toolForm(schema)).length < 2_000);
    const circle = {
      ...object({ x: { $ref: "#/$defs/a" } }),
      $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } },
    };
    assert.deepEqual(fieldsOf(circle)[0]?.control, { kind: "json", types: [] });
  });

  it(
    verifies("vscode.run-form", "A small schema that describes very many fields gives a form of a limited size"),
    () => {
      const many = (schema: unknown) =>
        object(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`p${at}`, schema])));
      const schema = {
        ...many({ $ref: "#/$defs/a" }),
        $defs: { a: many({ $ref: "#/$defs/b" }), b: many({ type: "string" }) },
      };
      const count = (fields: readonly Field[]): number =>
        fields.reduce((sum, { control }) => sum + 1 + (control.kind === "group" ? count(control.fields) : 0), 0);
      assert.ok(count(fieldsOf(schema)) <= 200, `${count(fieldsOf(schema))}`);
    },
  );

  it(verifies("vscode.run-form", "A schema without properties, or with very many, is typed as one JSON object"), () => {
    for (const schema of [
      null,
      "x",
      {},
      { type: "object" },
      object(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`p${at}`, {}]))),
    ])
      assert.equal(toolForm(schema).kind, "whole");
    assert.deepEqual(checkedArguments(toolForm({}), { f0: '{"a": 1}' }), { ok: true, arguments: { a: 1 } });
    assert.equal(checkedArguments(toolForm({}), { f0: "[1]" }).ok, false);
    assert.deepEqual(toolForm(object({})), { kind: "fields", fields: [] });
  });
});

describe("the arguments from a form", () => {
  const form = toolForm(
    object(
      {
        sql: { type: "string" },
        limit: { type: "integer", minimum: 1, maximum: 100 },
        ratio: { type: "number" },
        deep: { type: "boolean" },
        mode: { enum: ["fast", "slow"] },
        tags: { type: "array", items: { type: "string" }, minItems: 2 },
        sizes: { type: "array", items: { type: "integer" } },
        range: object({ from: { type: "integer" }, to: { type: "integer" } }, ["from"]),
        filter: { type: "object" },
        __proto__name: { type: "string", maxLength: 3 },
      },
      ["sql"],
    ),
  );
  const checked = (values: Record<string, string>) => checkedArguments(form, values);

  it(
    verifies("vscode.run-form", "Typed values become arguments of the schema's types, and empty ones are left out"),
    () => {
      assert.deepEqual(checked({ f0: " SELECT 1\n", f1: "" }), { ok: true, arguments: { sql: " SELECT 1\n" } });
      const values = {
        f0: "x",
        f1: "5",
        f2: "0.5",
        f3: "false",
        f4: "1",
        f5: "a\n\nb",
        f6: "1\n2",
        "f7.0": "3",
        f8: '{"a":1}',
      };
      assert.deepEqual(checked(values), {
        ok: true,
        arguments: {
          ...{ sql: "x", limit: 5, ratio: 0.5, deep: false, mode: "slow", tags: ["a", "b"], sizes: [1, 2] },
          ...{ range: { from: 3 }, filter: { a: 1 } },
        },
      });
    },
  );

  for (const [what, values, field] of [
    ["a required text that is missing", {}, "f0"],
    ["an integer that is too large", { f1: "101" }, "f1"],
    ["an integer with a fraction", { f1: "1.5" }, "f1"],
    ["a number that is none", { f2: "many" }, "f2"],
    ["an infinite number", { f2: "Infinity" }, "f2"],
    ["a choice that does not exist", { f4: "2" }, "f4"],
    ["a choice from the prototype", { f4: "constructor" }, "f4"],
    ["a list that is too short", { f5: "one" }, "f5"],
    ["a list with a line of another type", { f6: "1\nx" }, "f6"],
    ["a group without its required field", { "f7.1": "2" }, "f7.0"],
    ["JSON that does not parse", { f8: "{" }, "f8"],
    ["JSON of another type", { f8: "[]" }, "f8"],
    ["a text that is too long", { f9: "four" }, "f9"],
  ] as const) {
    it(verifies("vscode.run-form", `The form reports ${what} at the field itself`), () => {
      const result = checked({ ...(field === "f0" ? {} : { f0: "x" }), ...values });
      assert.ok(!result.ok);
      assert.deepEqual(Object.keys(result.errors), [field]);
      assert.match(result.errors[field] ?? "", /\.$/);
    });
  }

  it(
    verifies("vscode.run-form", "An input with the name __proto__ becomes an argument and changes no prototype"),
    () => {
      const hostile = toolForm(JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}'));
      const result = checkedArguments(hostile, { f0: "x" });
      assert.ok(result.ok);
      assert.equal(Object.getPrototypeOf(result.arguments), Object.prototype);
    },
  );
});
