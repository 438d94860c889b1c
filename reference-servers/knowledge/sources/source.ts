/** Where documents come from, as whoever runs the server lists it in KNOWLEDGE_SOURCES. */
import { z } from "zod";

/** Reads more than a name would: who may read everything of a source. "*" is everybody whom the server admits. */
const Groups = z.array(z.string().min(1)).min(1);

const Name = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/);

const common = { name: Name, title: z.string().min(1).max(100), groups: Groups };

/** A folder that is read, again and again: `git` takes the dates of changes from the checkout's history. */
export const Folder = z.strictObject({
  ...common,
  kind: z.enum(["folder", "git"]),
  folder: z.string().min(1),
  /** What a file's path is put behind to make the address people know it by. */
  url: z.url({ protocol: /^https?$/ }).optional(),
});
export type Folder = z.infer<typeof Folder>;

/** Documents that people write through the tools, each once a person approved it. */
export const Notes = z.strictObject({ ...common, kind: z.literal("notes") });

export const Source = z.discriminatedUnion("kind", [Folder, Notes]);
export type Source = z.infer<typeof Source>;

/** Where other servers' root causes are kept; its documents name their own groups. */
export const rootCauses = { name: "root-causes", title: "Recorded root causes", kind: "records", groups: [] } as const;

/** Throws a ZodError. */
export const Sources = z
  .array(Source)
  .refine(
    (sources) => new Set([...sources.map(({ name }) => name), rootCauses.name]).size === sources.length + 1,
    `each source has a name of its own, and none is called ${rootCauses.name}`,
  );
