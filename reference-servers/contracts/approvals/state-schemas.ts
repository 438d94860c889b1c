/** Schemas of a request's states; states.ts has the states and their rules. */
import { z } from "zod";
import { approvalStates, runningStates } from "./states.ts";

export const ApprovalState = z.enum(approvalStates);
export const RunningState = z.enum(runningStates);
