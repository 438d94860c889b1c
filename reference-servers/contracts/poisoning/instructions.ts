/**
 * Texts that command the model instead of describing the tool: to set instructions aside, to keep things from the person, to
 * carry secrets or the conversation into a parameter, to send copies elsewhere. A tool that asks to be called in an order with
 * its own siblings, or to be used for its own subject, does none of this.
 */
import { excerptOf, type TextFinding, type TextRole } from "./finding.ts";
import { phrases } from "./instruction-phrases.ts";
import { readingOf } from "./reading.ts";

/** The first command in a text. `raw` is read as reading.ts says. */
export function commandIn(raw: string, role: TextRole): TextFinding | null {
  const { sentences } = readingOf(raw);
  const quoting = quotes.test(sentences.join(" "));
  for (const [index, original] of sentences.entries()) {
    const sentence = quoting ? original.replaceAll(quotation, " ") : original;
    const what = whatIsCommanded(sentence, sentences[index + 1] ?? "", isAction(index, role));
    if (what === null) continue;
    return {
      tier: illustrates.test(sentence) ? "soft" : "hard",
      kind: "instruction",
      what,
      excerpt: excerptOf(sentence),
    };
  }
  return hiddenComment(raw) ?? addressOutOfPlace(sentences, role);
}

/** A tool that looks for injections names them in quotation marks. */
const quotes = /\b(?:injections?|jailbreaks?|phrases?|phishing|moderat\w+|classif\w+|detects?|patterns?)\b/;
const quotation = /"[^"]{0,200}"|(?<=[\s(])'[^'\n]{0,200}'(?=[\s.,;)])/g;

/** "Expected output: …": what follows may be a sample, which a person decides. */
const illustrates =
  /\b(?:sample|expected|example|mock|training|illustrative|canned|fixture)(?: \w+)?:|\b(?:shows|reads|says|looks like):/;

/** The first sentence of a description says in the imperative what the tool does ("Send an e-mail"). */
const isAction = (index: number, role: TextRole): boolean => index === 0 && role === "prose";

function whatIsCommanded(sentence: string, next: string, action: boolean): string | null {
  const phrase = phrases.find(({ patterns }) => patterns.some((pattern) => pattern.test(sentence)));
  if (phrase !== undefined) return phrase.what;
  if (carries(sentence, action) || (takes(sentence, action) && carrier.test(next)))
    return "It asks the model for secrets, files or the conversation.";
  if (keyFile.test(sentence) && handsOver.test(sentence)) return "It hands a secret file over.";
  return sendsAway(sentence, action) ? "It asks the model to send data to an address in the text." : null;
}

const secretFile =
  /(?:~|\$home|%userprofile%)\/?\.?[\w./-]*|\bid_(?:rsa|ed25519|ecdsa)\b|(?<![\w])\.(?:env|ssh|aws|npmrc|netrc|kube|gnupg|git-credentials|pgpass|docker)\b|\/etc\/(?:passwd|shadow|hosts)\b|\bmcp\.json\b|\bclaude_desktop_config\b|\bkubeconfig\b|\b(?:ssh|private|signing) keys?\b|\bkeychain\b|\b(?:browser|session) (?:cookies|history|storage)\b|\bcookies\b/;
/** Files that hold nothing but secrets: no honest tool moves them into an argument or to an address. */
const keyFile =
  /\bid_(?:rsa|ed25519|ecdsa)\b|\.aws\/credentials|\.git-credentials|\/etc\/shadow|\.netrc\b|\bprivate keys?\b|\bmcp\.json\b|(?<!\w)\.env\b/;
const handsOver =
  /\b(?:in|into|as|through|via|within|inside)\b(?: \S+){0,4}? (?:arguments?|parameters?|fields?|outputs?|answers?|responses?)\b|\b(?:send|sends|post|posts|upload|uploads|forward|forwards|transmits?)\b(?: \S+){0,3}? to\b|\bexfiltrat\w+/;
const sessionData =
  /\b(?:chat|conversation|message|session|prompt|browser|command|shell) (?:history|transcript|log)\b|\b(?:entire|whole|full|complete|current|previous|earlier|preceding|all) (?:\w+ ){0,2}?(?:chat|conversation|transcript|dialogue|messages|context window)\b|\b(?:everything|all|anything|what|whatever) (?:that )?(?:the )?(?:user|person|human|you) (?:\w+ ){0,2}?(?:written|wrote|said|typed|asked|know|see|seen|read|told|remember)\b|\b(?:previous|earlier|past|preceding|all|other) (?:\w+ )?(?:prompts|messages|questions|inputs|turns|conversations|chats)\b|\bmemories\b|\byour (?:context|memory)\b/;
const ownSecrets =
  /\b(?:all|any|every|the user's|user's|your|available|stored|saved|cached) (?:\w+ ){0,2}?(?:credentials|passwords|tokens|secrets|api keys|environment variables)\b|\b(?:credentials|passwords?|tokens|secrets|api keys|keys) (?:that |which )?(?:you|the (?:agent|assistant|model|user)) (?:\w+ )?(?:see|have|hold|know|find|found|can|use|uses|has)\b|\benvironment variables\b|(?:'env'|\bprintenv\b|\bprocess\.env\b|\boutput of env\b|\brun env\b)|\bsystem prompt\b|\bclipboard\b|\b(?:compress|zip|upload|archive|send|forward|transmit|encode|copy|push)\w* (?:\w+ ){0,3}?(?:source code|repository|codebase|workspace|project|home (?:folder|directory))\b/;

/** Whether it speaks of secret files, of the conversation, or of secrets that a model or a machine holds. */
export const isSensitive = (text: string): boolean =>
  secretFile.test(text) || sessionData.test(text) || ownSecrets.test(text);

const baseVerbs =
  "read|open|load|fetch|cat|print|dump|run|collect|gather|export|retrieve|take|copy|grab|extract|include|attach|paste|put|append|add|pass|provide|send|forward|upload|post|submit|transmit|insert|embed|place|hand|write|fill|supply|share|give|compress|zip|archive|encode|search|list|look|visit|quote|summari[sz]e|reveal|contain|hold|call|use|execute|find|access|get|relay|echo|transcribe|deliver|mirror|disclose|expose|leak|prepend|concatenate|feed|ship|need|require|expect|carry";
/** A base form that commands: not after "to" (unless an obligation), "can", "never", "not", an article. */
const commandVerb = new RegExp(
  `(?<!\\b(?:to|can|could|may|might|will|would|not|never|don't|cannot|the|a|an|of|this|that|which|for|by|or|is|are|be|on|in|as|per|each|no) )(?<![\\w-])(?:${baseVerbs})\\b(?!-|_|\\()`,
);
const obligation = new RegExp(
  `\\b(?:must|should|shall|has to|have to|need to|needs to|required to|expected to|make sure to|remember to|be sure to|please|always|first) (?:also |first |always |then )?(?:${baseVerbs})\\b`,
);
const otherActor = new RegExp(
  `\\b(?:agent|assistant|model|llm|client|caller|ai|you) (?:\\w+ )?(?:${baseVerbs.replaceAll("|", "e?s?|")}e?s?)\\b`,
);

const commands = (sentence: string): boolean =>
  commandVerb.test(sentence) || obligation.test(sentence) || otherActor.test(sentence);

/** The text goes into an argument, an answer or a message. */
const carrier =
  /\b(?:parameters?|arguments?|fields?|'[\w-]+') (?:\w+ |'[\w-]+' ){0,2}?(?:must|should|needs?|takes?|expects?|contains?|holds?|requires?|is filled|wants?)\b|\b(?:in|into|as|to|through|via|inside|by|within|over|for)\b(?: \S+){0,4}? (?:'[\w-]+'|\w*_\w+|(?:arguments?|parameters?|params?|fields?|property|input|notes?|remarks?|tag|hint|metadata|next call|this call|tool call|comments?|calls?)\b)|'[\w-]+' ?(?:argument|parameter|field)|\b(?:pass|paste|put|hand|include|append|attach|add|provide|supply|insert|submit)\b/;

const carries = (sentence: string, action: boolean): boolean =>
  isSensitive(sentence) && !action && commands(sentence) && isTakenAway(sentence);

/** Secret files and the conversation are not a model's to read; other things are, unless it is to hand them over. */
const isTakenAway = (sentence: string): boolean =>
  carrier.test(sentence) || /\b(?:before|prior to|first|after|once)\b/.test(sentence) || secretFile.test(sentence);

const takes = (sentence: string, action: boolean): boolean => isSensitive(sentence) && !action && commands(sentence);

const address = /\bhttps?:\/\/[\w.-]+|\b[\w.+-]+@[\w-]+\.[\w.]+|\bftp:\/\/|\b\d{1,3}(?:\.\d{1,3}){3}\b/;
const sending =
  /\b(?:sends?|sent|sending|forwards?|forwarded|uploads?|uploaded|posts?|posted|mirror(?:ed|s)?|deliver(?:ed|s)?|transmit\w*|submit\w*|e-?mail(?:ed|s)?|bcc|cc|blind copy|copy|copies|cop(?:ied)|recipients?|redirect\w*|route[ds]?|report(?:ed|s)? to|push(?:ed|es)?|go(?:es)? to|append\w*|attach\w*)\b/;
const ordering =
  /\b(?:must|always|also|every|first|before|from now|instead|additionally|whenever|need to|have to|has to|should|you|your|assistant|agent|model|prior to|afterwards|in addition|as well|too|then|secretly|silently)\b/;
/** What a tool's own documentation says: an example, a link, its own request. */
const documentation =
  /(?<![.\w])(?:example|e\.g\.|for instance|such as|see|docs?|documentation|feedback|bugs?|support|issues?|default|format|like)\b|^(?:it )?(?:sends|posts|uploads|forwards|pushes|delivers|submits|returns|calls)\b/;

const sendsAway = (sentence: string, action: boolean): boolean =>
  address.test(sentence) &&
  sending.test(sentence) &&
  ordering.test(sentence) &&
  !documentation.test(sentence) &&
  !action;

/** A comment that a page would not show. */
function hiddenComment(raw: string): TextFinding | null {
  const [, comment = ""] = /<!--([\s\S]{0,2000}?)-->|\[\/\/\]: # \([^)]{0,500}\)/.exec(raw) ?? [];
  if ((comment.match(/\p{L}+/gu) ?? []).length < 4) return null;
  return {
    tier: "soft",
    kind: "instruction",
    what: "It holds a comment that a page would not show.",
    excerpt: excerptOf(comment),
  };
}

const addressed =
  /\b(?:assistants?|agents?|llms?|language models?|the model|ai)\b[^.]{0,30}\b(?:must|should|shall|has to|need|never|always|ignore|follow|approve|call|run|read|send)\b/;

/** Orders for a model have no place in a title, an enum value, a default or an example. */
function addressOutOfPlace(sentences: readonly string[], role: TextRole): TextFinding | null {
  if (role !== "title" && role !== "value") return null;
  const found = sentences.find((sentence) => addressed.test(sentence));
  if (found === undefined) return null;
  const what = "It speaks to the model where only a label or a value belongs.";
  return { tier: "hard", kind: "instruction", what, excerpt: excerptOf(found) };
}
