import assert from "node:assert/strict";
import { nextSteps } from "../../../reference-servers/platform/next-steps.ts";
import { verifies } from "../../support/verifies.ts";

const invitation = {
  registryUrl: "http://127.0.0.1:7400",
  cli: ["node", "/opt/drawbridge/bin/drawbridge.js"],
  home: [],
  server: "presto",
};

describe("what npm start prints last", () => {
  it(verifies("stack.next-steps", "npm start prints the registry, the demo users and a line for each agent"), () => {
    const text = nextSteps(invitation);
    assert.match(text, /^Registry {6}http:\/\/127\.0\.0\.1:7400$/m);
    for (const user of ["ada", "finn", "ines", "omar"]) assert.match(text, new RegExp(`^ {2}${user} `, "m"));
    assert.match(
      text,
      /claude mcp add drawbridge-presto -- node \/opt\/drawbridge\/bin\/drawbridge\.js bridge presto$/m,
    );
    assert.match(
      text,
      /codex mcp add drawbridge-presto -- node \/opt\/drawbridge\/bin\/drawbridge\.js bridge presto$/m,
    );
    assert.match(text, /call presto write_query --args '\{"sql":"CREATE OR REPLACE TABLE [^']*'$/m);
    assert.match(text, /npx drawbridge approvals$/m);
    assert.match(text, /call spark diagnose_app --args '\{"app":"app-[\d-]+"\}'$/m);
    assert.match(text, /Cursor .*"mcpServers":\{"drawbridge-presto":\{"command":"node"/);
    assert.match(text, /code --add-mcp '\{"name":"drawbridge-presto","command":"node"/);
  });

  it(verifies("stack.next-steps", "npm start prints first the one command that connects every agent"), () => {
    const text = nextSteps(invitation);
    assert.match(text, /npx drawbridge agents add\nor by hand:\n {2}Claude Code /);
  });

  it("npm start adds a home that is not the default to every command, because agents strip the environment", () => {
    const text = nextSteps({ ...invitation, home: ["--home", "/srv/two"] });
    assert.match(text, /-- node \S+ bridge presto --home \/srv\/two$/m);
    for (const command of ["servers", "agents add"])
      assert.match(text, new RegExp(`npx drawbridge ${command} --home /srv/two$`, "m"));
  });
});
