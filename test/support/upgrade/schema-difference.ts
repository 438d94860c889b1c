/**
 * What would break between a writer of one release and a reader of another, by their JSON Schemas. A part may write more
 * than the last release, and read more; what the last release wrote or read may not go away under another name.
 */
import { z } from "zod";

export const JsonSchema = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof JsonSchema>;

const Parts = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), JsonSchema).default({}),
  required: z.array(z.string()).default([]),
  additionalProperties: z.union([z.boolean(), JsonSchema]).optional(),
  items: JsonSchema.optional(),
  anyOf: z.array(JsonSchema).optional(),
  oneOf: z.array(JsonSchema).optional(),
  allOf: z.array(JsonSchema).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  $ref: z.string().optional(),
});
type Parts = z.infer<typeof Parts>;

/** Which of the two is the last release; the names of its members may not go away. */
export type Older = "writer" | "reader";

/** The places where a message that `writer` allows is not what `reader` takes. Empty: each understands the other. */
export function differences(writer: JsonSchema, reader: JsonSchema, older: Older, at = "$"): readonly string[] {
  const [from, to] = [Parts.parse(writer), Parts.parse(reader)];
  if (Object.keys(reader).length === 0) return [];
  const options = alternatives(from);
  const taken = alternatives(to);
  if (options !== null || taken !== null)
    return (options ?? [writer]).flatMap((option) => {
      const found = (taken ?? [reader]).map((each) => differences(option, each, older, at));
      return found.some((each) => each.length === 0) ? [] : (found.toSorted((a, b) => a.length - b.length)[0] ?? []);
    });
  return [
    ...valueDifferences(from, to, at),
    ...limitDifferences(from, to, at),
    ...memberDifferences(from, to, older, at),
    ...(from.items !== undefined && to.items !== undefined ? differences(from.items, to.items, older, `${at}[]`) : []),
  ];
}

function alternatives({ anyOf, oneOf, type, ...rest }: Parts): readonly JsonSchema[] | null {
  if (Array.isArray(type)) return type.map((each) => ({ ...rest, type: each }));
  return anyOf ?? oneOf ?? null;
}

const valuesOf = (parts: Parts): readonly unknown[] | null =>
  parts.enum ?? (parts.const === undefined ? null : [parts.const]);

function valueDifferences(from: Parts, to: Parts, at: string): readonly string[] {
  if (to.type !== undefined && from.type !== to.type && !(from.type === "integer" && to.type === "number"))
    return [`${at} is ${from.type ?? "anything"}, and ${to.type} is read`];
  const [written, read] = [valuesOf(from), valuesOf(to)];
  if (read === null) return [];
  if (written === null) return [`${at} may be any ${from.type}, and ${JSON.stringify(read)} is read`];
  return written
    .filter((value) => !read.includes(value))
    .map((value) => `${at} may be ${JSON.stringify(value)}, which is not read`);
}

/** A reader may not be narrower. */
function limitDifferences(from: Parts, to: Parts, at: string): readonly string[] {
  const limits = [
    ...["maxLength", "maximum", "exclusiveMaximum", "maxItems"].map((name) => [name, -1] as const),
    ...["minLength", "minimum", "exclusiveMinimum", "minItems"].map((name) => [name, 1] as const),
  ];
  const narrower = limits.filter(([name, sign]) => {
    const [written, read] = [from[name], to[name]];
    if (typeof read !== "number") return false;
    return typeof written !== "number" || read * sign > written * sign;
  });
  const other = ["pattern", "format"].filter((name) => to[name] !== undefined && to[name] !== from[name]);
  return [...narrower.map(([name]) => name), ...other].map((name) => `${at} has another ${name}`);
}

function memberDifferences(from: Parts, to: Parts, older: Older, at: string): readonly string[] {
  if (to.type !== "object" || from.type !== "object") return [];
  const names = Object.keys((older === "writer" ? from : to).properties);
  const others = (older === "writer" ? to : from).properties;
  const gone = names.filter((name) => !(name in others)).map((name) => `${at}.${name} is gone`);
  const missing = to.required
    .filter((name) => !from.required.includes(name))
    .map((name) => `${at}.${name} may be missing, and is required`);
  const extra =
    to.additionalProperties === false
      ? Object.keys(from.properties)
          .filter((name) => !(name in to.properties))
          .map((name) => `${at}.${name} is refused`)
      : [];
  const below = Object.entries(from.properties).flatMap(([name, each]) => {
    const other = to.properties[name];
    return other === undefined ? [] : differences(each, other, older, `${at}.${name}`);
  });
  const [rest, readRest] = [from.additionalProperties, to.additionalProperties];
  const records =
    typeof rest === "object" && typeof readRest === "object" ? differences(rest, readRest, older, `${at}.*`) : [];
  return [...gone, ...missing, ...extra, ...below, ...records];
}
