/** A tool's schemas as JSON Schema 2020-12, without the keywords that cost tokens and give a model no information. */
import { z } from "zod";

const ObjectSchema = z.looseObject({ type: z.literal("object") });
/** A JSON Schema of an object: all that MCP requires for a tool's input and output. */
export type ObjectSchema = z.infer<typeof ObjectSchema>;

/**
 * What a caller may send (`input`), or what it gets (`output`). Without `$schema`, because 2020-12 is MCP's default.
 * Throws for a schema that JSON Schema cannot express.
 */
export function compactJsonSchema(schema: z.ZodObject, io: "input" | "output"): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, override: ({ jsonSchema }) => compact(jsonSchema, io) });
  return ObjectSchema.parse(rest);
}

/**
 * Removes what zod writes although it is always so: the bounds of a safe integer, and that its own outputs have no other
 * fields.
 */
function compact(schema: z.core.JSONSchema.BaseSchema, io: "input" | "output"): void {
  if (io === "output" && schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
