import assert from "node:assert/strict";
import { commands } from "../../../../extension/contributions.ts";
import { Answers } from "../../../../extension/toast/answers.ts";
import { verifies } from "../../../support/verifies.ts";

/** What the editor passes to the command when the person follows the link. */
const wordOf = (link: string): unknown => {
  const [, command, argument = ""] = /^\[Yes\]\(command:([\w.]+)\?([^)]+)\)$/.exec(link) ?? [];
  assert.equal(command, commands.answerNotice);
  const [word]: unknown[] = JSON.parse(decodeURIComponent(argument));
  return word;
};

describe("a link of a message", () => {
  it(verifies("vscode.approval-no-command", "A message's link acts only for a caller that has its word"), () => {
    const answers = new Answers();
    let done = 0;
    const act = () => {
      done += 1;
    };
    const link = answers.link("Yes", act);
    assert.notEqual(wordOf(answers.link("Yes", act).text), wordOf(link.text));
    for (const guess of ["", "Yes", "approve", null, undefined, [wordOf(link.text)], "__proto__"]) answers.came(guess);
    assert.equal(done, 0);
    answers.came(wordOf(link.text));
    assert.equal(done, 1);
    link.withdraw();
    answers.came(wordOf(link.text));
    assert.equal(done, 1);
  });
});
