/** What the readers of all notations give: objects, whose names may be any, `__proto__` too. */
export type Data = Readonly<Record<string, unknown>>;

export const isData = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);
