/** The call in the argument of a row's command; another extension can run the command with any argument. */
import { z } from "zod";
import { EndedCall } from "../../proxy/contracts/control.ts";

const Row = z.object({ call: EndedCall });

/** Null where the argument is no row of a call. */
export const callIn = (argument: unknown): EndedCall | null => Row.safeParse(argument).data?.call ?? null;
