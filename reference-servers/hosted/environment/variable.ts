/** What a part says of each environment variable, beside its schema: for the error, the page of all settings, and secrets. */
import { z } from "zod";

/** What an operator must know of one variable. */
export interface VariableFacts {
  /** One or two sentences for the operator: what it decides, with its unit. */
  readonly means: string;
  /** A value that could stand after `NAME=`. For a secret, how to make one. */
  readonly example: string;
  /** What holds without it, where the schema's own default does not say it. */
  readonly default?: string;
  /** Its value is never shown, and `<NAME>_FILE` may name a file that holds it. */
  readonly secret?: true;
}

const facts = new WeakMap<z.core.$ZodType, VariableFacts>();
const refusedWhenEmpty = new WeakSet<z.core.$ZodType>();

/** Declares one variable of a part: how its text is read, and what an operator must know. Returns a schema of that type. */
export function variable<Schema extends z.ZodType>(schema: Schema, of: VariableFacts): Schema {
  const declared = schema.clone(); // Variables of two parts may share one schema.
  facts.set(declared, of);
  if (refusedWhenEmpty.has(schema)) refusedWhenEmpty.add(declared);
  return declared;
}

/**
 * Marks a variable that decides who may do what, or how long a permission lasts, and whose default is not its strictest
 * value. Such a variable that is present but empty is an error: it is often a template whose value was lost, and the
 * default would turn off a protection that the operator wanted. Returns the same schema.
 */
export function refuseEmpty<Schema extends z.ZodType>(schema: Schema): Schema {
  refusedWhenEmpty.add(schema);
  return schema;
}

/** Whether `refuseEmpty` marked it. */
export const refusesEmpty = (schema: z.core.$ZodType): boolean => refusedWhenEmpty.has(schema);

/** The facts that `variable` got; undefined where the author of a server declared the variable without it. */
export function factsOf(schema: z.core.$ZodType): VariableFacts | undefined {
  // A program that needs a variable which is optional elsewhere has it as `.required()`.
  return facts.get(schema) ?? (schema instanceof z.ZodNonOptional ? factsOf(schema.unwrap()) : undefined);
}

/** Whether its value must never be shown. */
export const isSecret = (schema: z.core.$ZodType): boolean => factsOf(schema)?.secret === true;
