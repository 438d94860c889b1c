/** The steps of every tools/call: authorize, check the arguments, plan, ask, run, check the output, fit it, record. */
import type { CallToolRequestParams } from "@modelcontextprotocol/server";
import {
  type Answer,
  denied,
  internal,
  invalidInput,
  stopped,
  succeeded,
  tooLarge,
  toolFailed,
} from "../answers/answer.ts";
import { Stopped, untilStopped } from "../answers/stop.ts";
import { invalidStateAnswer, unavailableAnswer } from "../approvals/answers.ts";
import { passGate } from "../approvals/approval-gate.ts";
import { ApprovalsUnavailable } from "../approvals/registry-calls.ts";
import type { Context } from "../context.ts";
import type { PreparedCall, Tool } from "../define-tool.ts";
import { ToolError } from "../errors.ts";
import { InvalidInput, InvalidOutput } from "../schema-errors.ts";
import { fitInto, TooLarge } from "../size-guard.ts";
import { inTurn } from "./call-shares.ts";
import { gatedCall, runGranted } from "./gated-call.ts";
import { AnswersState, Asking, questions } from "./questions.ts";
import type { Caller, RunningServer } from "./running-server.ts";
import { InvalidState } from "./sealed-state.ts";

/** What a call can learn from its client, and ask it, in this exchange. */
export interface Exchange {
  readonly agent: string | null;
  /**
   * The folder that the agent works in, as the broker reports it; null where it was not reported. It is recorded, and no
   * decision trusts it.
   */
  readonly workspace: string | null;
  /** Aborts when the client cancels or disconnects. */
  readonly cancelled: AbortSignal;
  readonly progress: Context["progress"];
  /** The ways in which this client can be asked within this exchange. */
  readonly canAsk: { readonly form: boolean; readonly url: boolean };
  /** The state and the answers that a call brings back after it was asked something. Unchecked. */
  readonly state: string | null;
  readonly responses: Record<string, unknown> | undefined;
}

/** Answers one call. Every error becomes an answer too, so it throws nothing. */
export async function call<Services>(
  server: RunningServer<Services>,
  tool: Tool<Services>,
  params: CallToolRequestParams,
  caller: Caller,
  exchange: Exchange,
): Promise<Answer> {
  const { policies, environment, inFlight, shares } = server;
  const log = server.log.child({ requestId: caller.requestId, tool: tool.name });
  let began = false;
  try {
    const enforced = policies.current();
    const decision = enforced?.tools.decide(tool.name, caller.principal, environment);
    if (enforced === null || decision === undefined) return internal(caller.requestId);
    if (!decision.allowed) return denied(decision);
    const prepared = inTurn(tool.prepare(params.arguments), shares);
    const { cancelled, agent, progress } = exchange;
    const { principal } = caller;
    const { services } = server;
    const ends = { cancelled, stopping: inFlight.stopping, timeoutMs: tool.timeoutMs };
    const answering = async (signal: AbortSignal): Promise<Answer> => {
      const context: Context<Services> = {
        ...{ principal, agent, services, environment, signal, log, progress },
        approved: false,
        note: async () => {},
        elicit: asksNothing,
      };
      const begins = (): void => {
        began = true;
      };
      const under: Under<Services> = { server, tool, prepared, exchange, context, begins };
      return prepared.plan === null
        ? await runAsking(under, prepared.run)
        : await runGated(under, prepared.plan, enforced.policy.version);
    };
    return await shares.calls.use(principal.user, neverAborted, () => untilStopped(ends, answering));
  } catch (error) {
    return judge(error, tool, caller, { log, began });
  }
}

/** The signal for taking a place: a call gets its place at once or is refused, so there is no wait to abort. */
const neverAborted = new AbortController().signal;

/** One call under way. */
export interface Under<Services> {
  readonly server: RunningServer<Services>;
  readonly tool: Tool<Services>;
  readonly prepared: PreparedCall<Services>;
  readonly exchange: Exchange;
  readonly context: Context<Services>;
  /** Called before the tool does what it is for. */
  begins(): void;
}

/** Runs a tool without a plan. Such a tool may ask questions of its own. */
async function runAsking<Services>(
  { server, tool, prepared, exchange, context, begins }: Under<Services>,
  run: NonNullable<PreparedCall<Services>["run"]>,
): Promise<Answer> {
  const { state, responses, canAsk } = exchange;
  const bound = () => ({ user: context.principal.user, tool: tool.name, digest: prepared.digest() });
  const opened = state === null ? null : await server.seal.open(state, bound(), AnswersState);
  const elicit = questions(canAsk.form, { state: opened, responses });
  try {
    begins();
    return succeeded(fitInto(await run({ ...context, elicit }), server.caps));
  } catch (error) {
    if (!(error instanceof Asking)) throw error;
    return error.answer(await server.seal.seal({ ...error.state }, bound(), new Date(Date.now() + answerWithinMs)));
  }
}

/** Milliseconds that a person has to answer a question. After that the run begins again. */
const answerWithinMs = 15 * 60_000;

async function runGated<Services>(
  under: Under<Services>,
  plan: NonNullable<PreparedCall<Services>["plan"]>,
  policyVersion: string,
): Promise<Answer> {
  const { server, context, begins } = under;
  const passage = await passGate(server.approvals, await gatedCall(under, plan, policyVersion));
  if (passage.kind === "closed") return passage.answer;
  const run = (note: Context["note"]) => {
    begins();
    return passage.planned.run({ ...context, note });
  };
  const product = passage.kind === "free" ? await run(context.note) : await runGranted(under, passage.request, run);
  return succeeded(fitInto(product, server.caps));
}

/** Running the tool again with an answer would need another approval. */
const asksNothing: Context["elicit"] = async () => {
  throw new TypeError("a tool with a plan asks nothing: what it needs to know is an argument");
};

function judge<Services>(
  error: unknown,
  tool: Tool<Services>,
  { requestId }: Caller,
  { log, began }: { readonly log: Context["log"]; readonly began: boolean },
): Answer {
  if (error instanceof ToolError) return toolFailed(error);
  if (error instanceof Stopped) return stopped(error.code, tool, began);
  if (error instanceof InvalidInput) return invalidInput(error.message);
  if (error instanceof TooLarge) return tooLarge(error.message);
  if (error instanceof InvalidState) return invalidStateAnswer(error.message);
  if (error instanceof ApprovalsUnavailable) return unavailableAnswer(null, error.message);
  // An output's problems are only field names and expectations. Another error may quote anything, so only its kind and
  // place are logged.
  if (error instanceof InvalidOutput) log.error({ problems: error.message }, "the tool's output breaks its own schema");
  else log.error(placeOf(error), "the tool threw what it did not foresee");
  return internal(requestId);
}

/** An error's class and stack frames, without its message, because messages of drivers quote statements and data. */
function placeOf(error: unknown): { kind: string; at: string[] } {
  if (!(error instanceof Error)) return { kind: typeof error, at: [] };
  const at = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { kind: error.name, at: at.slice(0, 12).map((line) => line.trim()) };
}
