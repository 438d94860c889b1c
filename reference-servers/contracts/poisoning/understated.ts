/**
 * Tools that take more than they promise: a parameter that could carry data away or run something, and of which neither the
 * tool's name nor its description speaks.
 */
import { type CheckedTool, excerptOf, type Finding } from "./finding.ts";
import { isSensitive } from "./instructions.ts";
import { readingOf } from "./reading.ts";
import { type Parameter, parametersOf } from "./tool-texts.ts";

/** A kind of parameter, and the words by which a tool's name or description explains it. */
interface Sink {
  readonly of: string;
  readonly parameter: RegExp;
  readonly explainedBy: RegExp;
  /** A description of the parameter explains it as well. */
  readonly explainsItself?: true;
  /** Only where the tool says that it reads. */
  readonly readsOnly?: true;
}

const sinks: readonly Sink[] = [
  {
    of: "the conversation or the model's instructions",
    parameter:
      /^(?:full_|whole_|raw_|user_|agent_|llm_)?(?:conversation|chat|dialogue?|transcript|system_prompt|prompt_history|message_history|history_of_chat|user_messages|model_context|agent_memory|memory|memories|thoughts|chain_of_thought)(?:_?(?:history|log|context|messages|so_far|id_list|dump|text))?$/,
    explainedBy:
      /conversation|chat|dialog|transcript|messag|prompt|thread|discussion|assistant|agent|memor|session|token|meeting|call|reason|think|history/,
  },
  {
    of: "an address to which data may go",
    parameter:
      /^(?:callback|webhook|notify|notification|forward|mirror|copy|upload|report|exfil|sink|post_back|postback|ping|beacon|telemetry|tracking|result|output|send)_?(?:url|uri|to|endpoint|address|target|hook|results_to|copy_to)s?$|^(?:webhook|callback|bcc|forward_to|send_copy_to|cc)$/,
    explainedBy:
      /webhook|callback|notif|forward|send|deliver|mirror|upload|subscri|publish|post|push|e-?mail|alert|export|hook|share|message|stream|redirect|monitor/,
  },
  {
    of: "something to run",
    parameter:
      /^(?:shell|bash|cmd|exec|run|system|os|post|pre|after|before|init|startup)_(?:command|cmd|script|code|exec|hook|run|line)s?$|^(?:shell|bash|cmd|exec)$|^(?:command|script|code_to_run|eval|python_code|executable)$/,
    explainedBy:
      /run|execut|command|shell|script|terminal|\bcode|eval|process|cli\b|hook|cron|job|console|lint|format|compil|interpret/,
  },
  {
    of: "secrets of the user or of the machine",
    parameter:
      /^(?:ssh_?(?:private_?)?key|private_?key|(?:aws|azure|gcp|cloud|user|stored|all)_?(?:secret|secrets|credentials?|passwords?|tokens?)(?:_key|_file)?|env(?:ironment)?_?(?:vars?|variables|dump)?|process_env|cookies?|browser_?cookies|keychain|wallet_?seed|mnemonic|seed_?phrase|credentials?(?:_file|_path)?|dotenv|kubeconfig|session_?(?:token|cookie)|id_?rsa)$/,
    explainedBy:
      /\bkey|credential|secret|environment|variable|\benv\b|cookie|wallet|mnemonic|seed|authenticat|log ?in|sign|ssh|deploy|connect|session|password|decrypt|encrypt|token|kube|cluster|container|run/,
  },
  {
    of: "free text for which no purpose is given",
    parameter:
      /^(?:side_?notes?|sidenote|scratch_?pad|extra_?(?:data|info|context)|debug_?(?:info|data|context)|diagnostics?|trace_?data|internal(?:_\w+)?|blob|payload_?extra|misc|agent_?notes|reasoning_?trace|audit_?context|background_?info|user_?context|workspace_?context)$/,
    explainedBy: /note|debug|diagnos|trace|context|payload|scratch|audit|background|reason|intern/,
    explainsItself: true,
  },
  {
    of: "a change, though it says that it reads",
    parameter:
      /^(?:delete|remove|purge|drop|truncate|wipe|erase|overwrite|destroy|kill|revoke|apply_?(?:fix|changes?)|auto_?fix|write_?(?:back|to))(?:_|$)/,
    explainedBy:
      /\b(?:delet|remov|purg|drop|truncat|wip|eras|overwrit|destroy|kill|revok|reset|appl(?:y|ies)|fix|writ|clean)/,
    readsOnly: true,
  },
];

/** The parameters that no text of the tool explains, at most one finding for each kind. */
export function understatedParameters(tool: CheckedTool): readonly Finding[] {
  const parameters = parametersOf(tool);
  const promised = [tool.name, tool.title ?? "", tool.description ?? ""].join(" ").toLowerCase().replaceAll("_", " ");
  const taken = sinks.flatMap(({ of, parameter, explainedBy, explainsItself, readsOnly }): readonly Finding[] => {
    if (explainedBy.test(promised) || (readsOnly === true && !reads(tool))) return [];
    const found = parameters.find(
      ({ name, description }) => parameter.test(snake(name)) && !(explainsItself === true && description.trim() !== ""),
    );
    return found === undefined ? [] : [finding(tool, found, `It takes ${of}, and no text of the tool says why.`)];
  });
  return [...taken, ...sensitiveDescriptions(tool, parameters, promised), ...strongValues(tool, parameters, promised)];
}

/** A parameter that is described as taking secrets or the conversation, of a tool whose promise is about neither. */
function sensitiveDescriptions(
  tool: CheckedTool,
  parameters: readonly Parameter[],
  promised: string,
): readonly Finding[] {
  if (explainsSensitive.test(promised)) return [];
  const found = parameters.find(({ description }) => readingOf(description).sentences.some(isSensitive));
  return found === undefined
    ? []
    : [finding(tool, found, "It takes secrets, files or the conversation, and no text of the tool says why.")];
}

const explainsSensitive =
  /conversation|chat|dialog|transcript|messag|prompt|thread|history|key|credential|secret|environment|variable|\benv\b|cookie|password|token|ssh|\bsign|vault|config|memor|agent|repositor|code|path|file|folder|director|workspace|project|session|deploy|clipboard|cluster|kube|authenticat|log ?in|connect/;

const snake = (name: string): string =>
  name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "_")
    .replaceAll(/[-. ]/g, "_")
    .toLowerCase();

const reads = ({ effect, annotations }: CheckedTool): boolean =>
  effect === undefined ? annotations?.readOnlyHint === true : effect === "read";

const strong =
  /^(?:delete|drop|truncate|purge|destroy|wipe|erase|kill|terminate|revoke|force_?push|overwrite|remove)(?:_\w+)?$/;
const chooses = /^(?:action|operation|op|mode|method|verb|command|task|kind_of_action|do)$/;

/** An action that a reading tool offers among its values, and its description does not name. */
function strongValues(tool: CheckedTool, parameters: readonly Parameter[], promised: string): readonly Finding[] {
  if (!reads(tool)) return [];
  const found = parameters.find(
    ({ name, values }) =>
      chooses.test(snake(name)) && values.some((value) => strong.test(snake(value)) && !promised.includes(stem(value))),
  );
  return found === undefined
    ? []
    : [finding(tool, found, "It offers an action that destroys, and says that it reads.")];
}

/** "truncate" and "truncates" begin alike. */
const stem = (word: string): string => word.toLowerCase().slice(0, 4);

const finding = ({ name: tool }: CheckedTool, { name, where, description }: Parameter, what: string): Finding => ({
  tier: "soft",
  kind: "understated",
  tool,
  where,
  what,
  excerpt: excerptOf(description === "" ? name : `${name}: ${description}`),
});
