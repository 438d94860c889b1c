/** The script of the inbox's pages: live.js, with what the terminal and the editor have in common with it. */
import { readFileSync } from "node:fs";
import { formatCountdown, showTimeLeft } from "@drawbridge/contracts/approvals/countdown";
import { settleMs } from "@drawbridge/contracts/approvals/settle-delay";

/** A function's own text is JavaScript, also where Node runs TypeScript: Node has taken the types out of it. */
export const liveScript = [
  `const settleMs = ${settleMs};`,
  String(formatCountdown),
  String(showTimeLeft),
  readFileSync(new URL("live.js", import.meta.url), "utf8"),
].join("\n");
