/**
 * The conformance suite's fixtures of multi-round-trip requests (SEP-2322): tools that answer `input_required` and continue
 * when they are called again with the input. The state of a request is sealed, and refused where it was changed.
 */
import { randomBytes } from "node:crypto";
import {
  acceptedContent,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { type RawTool, rawTool, textResult } from "./raw-tools.ts";

const codec = createRequestStateCodec<string>({ key: randomBytes(32) });

/** The state that a retried request carries, unsealed; null in the first round. */
async function stateOf(request: ServerContext): Promise<string | null> {
  const sealed = request.mcpReq.requestState<string>();
  if (sealed === undefined) return null;
  return codec.verify(sealed, request).catch(() => {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Invalid or expired requestState");
  });
}

const Name = z.object({ name: z.string() });
const ask = (message: string, requestedSchema: z.ZodObject) => inputRequired.elicit({ message, requestedSchema });
const askName = ask("What is your name?", Name);
const askConfirmation = ask("Please confirm", z.object({ ok: z.boolean() }));
const sample = (text: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: "user", content: { type: "text", text } }], maxTokens });

const elicitation: RawTool["answer"] = async ({ mcpReq }) => {
  const answer = acceptedContent(mcpReq.inputResponses, "user_name", Name);
  return answer === undefined
    ? inputRequired({ inputRequests: { user_name: askName } })
    : textResult(`Hello, ${answer.name}!`);
};

/** Asks for one confirmation, and continues only with its own unchanged state. */
const confirmed: RawTool["answer"] = async (request) => {
  const state = await stateOf(request);
  return state === "confirming" && inputResponse(request.mcpReq.inputResponses, "confirm").kind === "elicit"
    ? textResult("state-ok")
    : inputRequired({ inputRequests: { confirm: askConfirmation }, requestState: await codec.mint("confirming") });
};

export const inputRequiredTools: readonly RawTool[] = [
  rawTool("test_input_required_result_elicitation", elicitation),
  rawTool("test_streaming_elicitation", elicitation),
  rawTool("test_input_required_result_sampling", async ({ mcpReq }) => {
    const response = inputResponse(mcpReq.inputResponses, "capital_question");
    return response.kind === "sampling"
      ? textResult(`The model says: ${JSON.stringify(response.result.content)}`)
      : inputRequired({ inputRequests: { capital_question: sample("What is the capital of France?", 100) } });
  }),
  rawTool("test_input_required_result_list_roots", async ({ mcpReq }) => {
    const response = inputResponse(mcpReq.inputResponses, "client_roots");
    return response.kind === "roots"
      ? textResult(`Roots: ${response.roots.map(({ uri }) => uri).join(", ")}`)
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  }),
  rawTool("test_input_required_result_request_state", confirmed),
  rawTool("test_input_required_result_tampered_state", confirmed),
  rawTool("test_input_required_result_multiple_inputs", async (request) => {
    const { inputResponses } = request.mcpReq;
    const answered = ["user_name", "greeting", "client_roots"].every(
      (key) => inputResponse(inputResponses, key).kind !== "missing",
    );
    if (answered && (await stateOf(request)) === "asking") return textResult("All three came.");
    return inputRequired({
      inputRequests: {
        user_name: askName,
        greeting: sample("Generate a greeting", 50),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await codec.mint("asking"),
    });
  }),
  rawTool("test_input_required_result_multi_round", async (request) => {
    const { inputResponses } = request.mcpReq;
    const state = await stateOf(request);
    const answered = (key: string): boolean => inputResponse(inputResponses, key).kind === "elicit";
    if (state === "round 2" && answered("step2")) return textResult("Both steps are done.");
    if (state === "round 1" && answered("step1")) {
      const step2 = ask("Step 2: What is your favorite color?", z.object({ color: z.string() }));
      return inputRequired({ inputRequests: { step2 }, requestState: await codec.mint("round 2") });
    }
    const step1 = ask("Step 1: What is your name?", Name);
    return inputRequired({ inputRequests: { step1 }, requestState: await codec.mint("round 1") });
  }),
  rawTool("test_input_required_result_capabilities", async ({ mcpReq }) => {
    const declared = Capabilities.parse(mcpReq.envelope)["io.modelcontextprotocol/clientCapabilities"];
    return inputRequired({
      inputRequests: {
        ...(declared.elicitation === undefined ? {} : { user_name: askName }),
        ...(declared.sampling === undefined ? {} : { greeting: sample("Generate a greeting", 50) }),
      },
    });
  }),
];

const Capabilities = z.object({
  "io.modelcontextprotocol/clientCapabilities": z.object({
    elicitation: z.unknown().optional(),
    sampling: z.unknown().optional(),
  }),
});

/** The same question, asked by a prompt. */
export const promptContext = ({ mcpReq }: ServerContext): string | undefined =>
  acceptedContent(mcpReq.inputResponses, "user_context", Context)?.context;

const Context = z.object({ context: z.string() });

export const askForContext = () =>
  inputRequired({ inputRequests: { user_context: ask("What context should the prompt use?", Context) } });
