/** The result of a tool call, as the command line and the editor read it. */
import { z } from "zod";

export const CallResult = z.looseObject({
  resultType: z.string().optional(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).default([]),
  isError: z.boolean().default(false),
  _meta: z.looseObject({ "drawbridge/code": z.string().optional() }).optional(),
});
export type CallResult = z.infer<typeof CallResult>;
