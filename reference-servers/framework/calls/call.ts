/** The path of every tools/call: authorize, judge the arguments, plan, ask, run, judge the outcome, fit it, record. */
import type { CallToolRequestParams } from "@modelcontextprotocol/server";
import type { Context } from "../context.ts";
import type { PreparedCall, Tool } from "../define-tool.ts";
import { InvalidInput, InvalidOutput, readToolFailure } from "../errors.ts";
import type { Caller, RunningServer } from "../running-server.ts";
import { fitInto, TooLarge } from "../size-guard.ts";
import {
  type Answer,
  approvalNeeded,
  denied,
  internal,
  invalidInput,
  stopped,
  succeeded,
  tooLarge,
  toolFailed,
} from "./answer.ts";
import { Stopped, untilStopped } from "./stop.ts";

/** What a call's own exchange with the client offers. */
export interface Exchange {
  readonly agent: string | null;
  /** Aborts when the client cancels or goes away. */
  readonly cancelled: AbortSignal;
  readonly progress: Context["progress"];
}

/** Answers one call; whatever goes wrong becomes an answer too. Throws nothing. */
export async function call<Services>(
  server: RunningServer<Services>,
  tool: Tool<Services>,
  params: CallToolRequestParams,
  caller: Caller,
  exchange: Exchange,
): Promise<Answer> {
  const { policies, environment, inFlight, caps } = server;
  const log = server.log.child({ requestId: caller.requestId, tool: tool.name });
  try {
    const decision = policies.current()?.tools.decide(tool.name, caller.principal, environment);
    if (decision === undefined) return internal(caller.requestId);
    if (!decision.allowed) return denied(decision);
    const prepared = tool.prepare(params.arguments);
    const { cancelled, agent, progress } = exchange;
    const { principal } = caller;
    const { services } = server;
    return await untilStopped({ cancelled, stopping: inFlight.stopping, timeoutMs: tool.timeoutMs }, async (signal) => {
      const context = { principal, agent, services, signal, log, progress };
      const refusal = await unapproved(prepared, context);
      return refusal ?? succeeded(fitInto(await prepared.run(context), caps));
    });
  } catch (error) {
    return judge(error, tool, caller, log);
  }
}

/** The answer where the call's plan needs a yes that nobody can give here; null where it may run. */
async function unapproved<Services>(
  { plan }: PreparedCall<Services>,
  context: Context<Services>,
): Promise<Answer | null> {
  if (plan === null) return null;
  const planned = await plan(context);
  return planned.need === "none" ? null : approvalNeeded(planned.plan, planned.need);
}

function judge<Services>(error: unknown, tool: Tool<Services>, { requestId }: Caller, log: Context["log"]): Answer {
  if (error instanceof Stopped) return stopped(error.reason, tool.timeoutMs);
  if (error instanceof InvalidInput) return invalidInput(error.message);
  if (error instanceof TooLarge) return tooLarge(error.message);
  const failure = readToolFailure(error);
  if (failure !== null) return toolFailed(failure);
  // An output's problems are fields and expectations; another error may quote anything, so only its kind and place are kept.
  if (error instanceof InvalidOutput) log.error({ problems: error.message }, "the tool's output breaks its own schema");
  else log.error(placeOf(error), "the tool threw what it did not foresee");
  return internal(requestId);
}

/** An error's class and stack frames, without its message: messages of drivers quote statements and data. */
function placeOf(error: unknown): { kind: string; at: string[] } {
  if (!(error instanceof Error)) return { kind: typeof error, at: [] };
  const at = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { kind: error.name, at: at.slice(0, 12).map((line) => line.trim()) };
}
