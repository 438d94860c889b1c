/** "May this person use this server or tool, and why not?": what each place says, in one answer. */
import { z } from "zod";
import { Surface } from "../identity.ts";

/** Where the question is decided, in the order in which a call meets them. */
export const WhyPlace = z.enum(["client-list", "registry", "edge", "server"]);
export type WhyPlace = z.infer<typeof WhyPlace>;

/** What one place says. */
export const PlaceAnswer = z.object({
  place: WhyPlace,
  allowed: z.boolean(),
  /** One sentence. */
  reason: z.string(),
  /** The rule that decides, such as "presto/groups", or the name of a Cedar policy. */
  rule: z.string(),
  /** Which state of the rule this place has. */
  version: z.string(),
  /** Who answers for the rule. */
  owner: z.string(),
  /** What would make it say yes; null where it does. */
  change: z.string().nullable(),
});
export type PlaceAnswer = z.infer<typeof PlaceAnswer>;

/** Answer of the route `explainWhy`. */
export const WhyAnswer = z.object({
  user: z.string(),
  surface: Surface,
  server: z.string(),
  tool: z.string().nullable(),
  /** The person's groups that the answer is for. */
  groups: z.array(z.string()),
  /** When the registry last saw these groups of another person; null where they are of the token that asks. */
  groupsSeen: z.iso.datetime().nullable(),
  /** Whether every place says yes. */
  allowed: z.boolean(),
  places: z.array(PlaceAnswer),
});
export type WhyAnswer = z.infer<typeof WhyAnswer>;

/** As people read a place. */
export const placeWords: Readonly<Record<WhyPlace, string>> = {
  "client-list": "List in the clients",
  registry: "Registry",
  edge: "Edge",
  server: "Server",
};
