import assert from "node:assert/strict";
import { commands } from "../../../../extension/contributions.ts";
import { findingRows, judgeEditor, reportText } from "../../../../extension/diagnose/report.ts";
import { note, ok, problem } from "../../../../proxy/commands/doctor/finding.ts";
import { verifies } from "../../../support/verifies.ts";

const findings = [
  ok("home", "/home/ada/.drawbridge, yours alone"),
  note("secrets", "no keyring", "Start one."),
  problem("session", "you are not signed in", "Run `drawbridge login`."),
];

describe("Diagnose", () => {
  it(verifies("vscode.diagnose", "Diagnose lists problems first, each with the button that fixes it"), () => {
    const [session, secrets, home] = findingRows(findings);
    assert.equal(session?.fix?.command, commands.signIn);
    assert.equal(session?.detail, "Sign In");
    assert.deepEqual([secrets?.fix, secrets?.detail], [null, "Start one."]);
    assert.equal(home?.detail, "");
  });

  it(
    verifies(
      "vscode.diagnose",
      "Diagnose makes a report of findings and versions that does not name the user's home folder",
    ),
    () => {
      const text = reportText(
        findings,
        { extension: "0.1.0", editor: "VS Code 1.139", host: "linux x64" },
        "/home/ada",
      );
      assert.match(text, /^Drawbridge 0\.1\.0 in VS Code 1\.139 \(linux x64\)\n/);
      assert.match(text, /~\/\.drawbridge/);
      assert.doesNotMatch(text, /\/home\/ada/);
    },
  );

  it("Diagnose says whether this editor may decide about approvals", () => {
    assert.equal(judgeEditor("ada", "ada").state, "ok");
    assert.equal(judgeEditor(null, "ada").state, "note");
    assert.equal(judgeEditor("finn", "ada").state, "note");
    assert.equal(judgeEditor(null, null).state, "note");
  });
});
