/** The proxy's messages as the editor shows them: without what to type in a terminal, because buttons do that here. Pure. */
import { withoutCodes } from "./system-codes.ts";

const commandLine = /`drawbridge\b[^`]*`/;

/**
 * Leaves out each clause that names a command of the terminal (`drawbridge login`), and puts the system's codes in words. A
 * message of nothing else stays as it is, because some text is better than none.
 */
export function editorMessage(message: string): string {
  const sentences = message
    .split(/(?<=[.!?])\s+(?=[A-Z`])/)
    .map(withoutCommands)
    .filter((sentence) => sentence !== "");
  return withoutCodes(sentences.length === 0 ? message.replaceAll("`", "") : sentences.join(" "));
}

function withoutCommands(sentence: string): string {
  if (!commandLine.test(sentence)) return sentence;
  const clauses = sentence.split(/;\s+|:\s+/).filter((clause) => !commandLine.test(clause));
  const text = clauses.join("; ").trim();
  return text === "" || /[.!?]$/.test(text) ? text : `${text}.`;
}
