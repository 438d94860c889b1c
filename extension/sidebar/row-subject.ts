/**
 * What a command is about: the editor gives it the row that was clicked, and a page gives it names. Loaded when a command
 * runs, because its schemas take a window's start 15 ms.
 */
import { z } from "zod";

const Subject = z.object({ server: z.string(), tool: z.string().nullable().default(null) });
export type Subject = z.infer<typeof Subject>;

/** Null if the command was given neither, for example from the command palette. */
export const subjectOf = (argument: unknown): Subject | null => Subject.safeParse(argument).data ?? null;

/** Whether a key was pressed in the view: the editor then gives no row, so the command is about the selected one. */
export const isSelected = (argument: unknown): boolean =>
  z.object({ selected: z.literal(true) }).safeParse(argument).success;
