/** The schema of a text that every store accepts. Apart from storable-text.ts, so that an editor's start loads no schema. */
import { z } from "zod";
import { isStorable } from "./storable-text.ts";

export const StorableText = z.string().refine(isStorable, "holds a NUL or half a character");
