/** Where documents come from, as the operator of the server lists it in KNOWLEDGE_SOURCES. */
import { z } from "zod";

/** The groups that may read all of a source. "*" means every user with access to the server. */
const Groups = z.array(z.string().min(1)).min(1);

const Name = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/);

const common = { name: Name, title: z.string().min(1).max(100), groups: Groups };

/** A folder that is read at an interval. For `git`, the dates of changes come from the checkout's history. */
export const Folder = z.strictObject({
  ...common,
  kind: z.enum(["folder", "git"]),
  folder: z.string().min(1),
  /** The prefix of a file's path that makes its web address. */
  url: z.url({ protocol: /^https?$/ }).optional(),
});
export type Folder = z.infer<typeof Folder>;

/** Documents that people write through the tools; a person approves each one. */
export const Notes = z.strictObject({ ...common, kind: z.literal("notes") });

export const Source = z.discriminatedUnion("kind", [Folder, Notes]);
export type Source = z.infer<typeof Source>;

/** The source of root causes from other servers; each of its documents names its own groups. */
export const rootCauses = { name: "root-causes", title: "Recorded root causes", kind: "records", groups: [] } as const;

/** Throws a ZodError. */
export const Sources = z
  .array(Source)
  .refine(
    (sources) => new Set([...sources.map(({ name }) => name), rootCauses.name]).size === sources.length + 1,
    `each source needs a different name, and none may be called ${rootCauses.name}`,
  );
