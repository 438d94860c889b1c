/** A tool's schemas as JSON Schema 2020-12, without the words that cost tokens and tell a model nothing. */
import { z } from "zod";

const ObjectSchema = z.looseObject({ type: z.literal("object") });
/** A JSON Schema of an object: all that MCP wants of a tool's input and output. */
export type ObjectSchema = z.infer<typeof ObjectSchema>;

/** What a caller may send (`input`), or what it gets (`output`). No `$schema`: 2020-12 is MCP's own default. Throws on what has no JSON Schema. */
export function compactJsonSchema(schema: z.ZodObject, io: "input" | "output"): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, override: ({ jsonSchema }) => compact(jsonSchema, io) });
  return ObjectSchema.parse(rest);
}

/** zod writes out what holds anyway: the bounds of a safe integer, and that outputs it made itself have no other fields. */
function compact(schema: z.core.JSONSchema.BaseSchema, io: "input" | "output"): void {
  if (io === "output" && schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
