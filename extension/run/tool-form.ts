/**
 * The form of a tool's inputs, from its JSON Schema. Pure. A server wrote the schema: it may be anything. What the form has
 * no control for is typed as JSON, and the server checks it.
 */
import { z } from "zod";

/** What a control takes. `json` takes any JSON value of one of `types`, or any value if `types` is empty. */
export type Control =
  | { readonly kind: "text" | "lines"; readonly minLength: number; readonly maxLength: number | null }
  | {
      readonly kind: "number" | "integer";
      readonly min: number | null;
      readonly max: number | null;
    }
  | { readonly kind: "boolean" }
  /** `values` are JSON values; their position is what the page sends. */
  | { readonly kind: "choice"; readonly values: readonly Scalar[] }
  /** One value a line. */
  | {
      readonly kind: "list";
      readonly item: "string" | "number" | "integer";
      readonly min: number;
      readonly max: number | null;
    }
  | { readonly kind: "group"; readonly fields: readonly Field[] }
  | { readonly kind: "json"; readonly types: readonly string[] };

export type Scalar = string | number | boolean | null;

export interface Field {
  /** The path of positions in the form, for example `f2.0`: safe as an id in HTML for every name of an input. */
  readonly id: string;
  /** The input's name in the arguments. */
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** The schema's default, as the control shows it; empty if there is none. */
  readonly initial: string;
  readonly control: Control;
}

/** `whole`: the schema says too little for fields, so the arguments are typed as one JSON object. */
export type ToolForm =
  | { readonly kind: "fields"; readonly fields: readonly Field[] }
  | { readonly kind: "whole"; readonly field: Field };

/** More inputs than this are typed as JSON, and so are objects below this depth. */
const maxInputs = 60;
const maxDepth = 3;
/** How many fields a form has. A small schema can describe very many by references; the rest is typed as JSON. */
const maxFields = 200;
/** A longer enum is typed as text, and the server checks it. */
const maxChoices = 200;
/** How many references are followed until a type is found. A schema may refer to itself. */
const maxReferences = 8;

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Schema = z.looseObject({
  $ref: z.string().optional().catch(undefined),
  type: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  title: z.string().optional().catch(undefined),
  description: z.string().catch(""),
  enum: z.array(z.unknown()).min(1).optional().catch(undefined),
  properties: z.record(z.string(), z.unknown()).optional().catch(undefined),
  required: z.array(z.string()).catch([]),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional().catch(undefined),
  oneOf: z.array(z.unknown()).optional().catch(undefined),
  minLength: z.number().nonnegative().catch(0),
  maxLength: z.number().nonnegative().optional().catch(undefined),
  minimum: z.number().optional().catch(undefined),
  maximum: z.number().optional().catch(undefined),
  minItems: z.number().nonnegative().catch(0),
  maxItems: z.number().nonnegative().optional().catch(undefined),
});
type Schema = z.infer<typeof Schema>;

export function toolForm(inputSchema: unknown): ToolForm {
  const root = Schema.safeParse(inputSchema).data;
  const properties = root === undefined ? undefined : resolved(root, inputSchema).properties;
  if (root === undefined || properties === undefined || Object.keys(properties).length > maxInputs)
    return {
      kind: "whole",
      field: { ...unnamed, id: "f0", initial: "{}", control: { kind: "json", types: ["object"] } },
    };
  return {
    kind: "fields",
    fields: fieldsOf(resolved(root, inputSchema), {
      root: inputSchema,
      id: "f",
      depth: 1,
      budget: { left: maxFields },
    }),
  };
}

const unnamed = { name: "", description: "", required: true } as const;

interface Place {
  /** The tool's whole schema, in which references are looked up. */
  readonly root: unknown;
  readonly id: string;
  readonly depth: number;
  /** How many more fields the form may have. It is shared by all of the form. */
  readonly budget: { left: number };
}

function fieldsOf({ properties = {}, required }: Schema, { root, id, depth, budget }: Place): readonly Field[] {
  budget.left -= Object.keys(properties).length;
  return Object.entries(properties).map(([name, value], at) => {
    const stated = Schema.safeParse(value).data ?? Schema.parse({});
    const place = { root, id: `${id}${depth === 1 ? "" : "."}${at}`, depth, budget };
    const schema = resolved(stated, root);
    const control = controlOf(name, schema, place);
    return {
      id: place.id,
      name,
      description: stated.description || schema.description,
      required: required.includes(name),
      initial: initialOf(stated.default ?? schema.default, control),
      control,
    };
  });
}

const anyJson: Control = { kind: "json", types: [] };

function controlOf(name: string, schema: Schema, place: Place): Control {
  const { root, depth, budget } = place;
  const values = schema.enum ?? ("const" in schema ? [schema.const] : undefined);
  if (values !== undefined) {
    const scalars = z.array(Scalar).safeParse(values).data;
    if (scalars === undefined) return anyJson;
    if (scalars.length <= maxChoices) return { kind: "choice", values: [...new Set(scalars)] };
    return scalars.every((each) => typeof each === "string")
      ? { kind: "text", minLength: 0, maxLength: null }
      : anyJson;
  }
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  const [type] = types;
  if (types.length !== 1 || type === undefined) return { kind: "json", types };
  switch (type) {
    case "string": {
      const { minLength, maxLength = null } = schema;
      return { kind: isLong(name, schema) ? "lines" : "text", minLength, maxLength };
    }
    case "number":
    case "integer":
      return { kind: type, min: schema.minimum ?? null, max: schema.maximum ?? null };
    case "boolean":
      return { kind: "boolean" };
    case "array": {
      const item = Schema.safeParse(schema.items).data;
      const found = item === undefined ? undefined : resolved(item, root);
      const kind = found?.enum === undefined ? found?.type : undefined;
      if (kind !== "string" && kind !== "number" && kind !== "integer") return { kind: "json", types };
      return { kind: "list", item: kind, min: schema.minItems, max: schema.maxItems ?? null };
    }
    case "object": {
      const count = Object.keys(schema.properties ?? {}).length;
      if (count === 0 || count > Math.min(maxInputs, budget.left) || depth >= maxDepth) return { kind: "json", types };
      return { kind: "group", fields: fieldsOf(schema, { ...place, depth: depth + 1 }) };
    }
    default:
      return { kind: "json", types };
  }
}

/** Follows references within the schema, and takes the one alternative that is not null. */
function resolved(schema: Schema, root: unknown): Schema {
  let now = schema;
  for (let followed = 0; followed < maxReferences; followed += 1) {
    const alternatives = (now.anyOf ?? now.oneOf)?.flatMap((each) => Schema.safeParse(each).data ?? []);
    const [only, ...others] = (alternatives ?? []).filter(({ type }) => type !== "null");
    const next = now.$ref !== undefined ? at(root, now.$ref) : others.length === 0 ? only : undefined;
    if (next === undefined) return now;
    now = next;
  }
  // The references never end, so the schema describes no type.
  return Schema.parse({});
}

/** The part of the schema that a reference within it names (RFC 6901 in a fragment). */
function at(root: unknown, reference: string): Schema | undefined {
  if (!reference.startsWith("#/")) return undefined;
  let found: unknown = root;
  for (const step of reference.slice(2).split("/")) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return Schema.safeParse(found).data;
}

/** Names of inputs that hold a text of several lines. */
const longNames = /(^|_|\b)(sql|statement|query|text|body|content|code|script|markdown|prompt|description)$/i;

const isLong = (name: string, { maxLength, contentMediaType }: Schema): boolean =>
  longNames.test(name) || contentMediaType !== undefined || (maxLength !== undefined && maxLength > 500);

function initialOf(value: unknown, control: Control): string {
  if (value === undefined || value === null) return "";
  switch (control.kind) {
    case "choice": {
      const at = control.values.findIndex((each) => Object.is(each, value));
      return at < 0 ? "" : String(at);
    }
    case "list":
      return Array.isArray(value) ? value.map(String).join("\n") : "";
    case "group":
      return "";
    case "json":
      return JSON.stringify(value, null, 2);
    default:
      return typeof value === "object" ? "" : String(value);
  }
}
