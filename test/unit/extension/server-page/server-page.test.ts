import assert from "node:assert/strict";
import { serverPageHtml } from "../../../../extension/server-page/server-page-html.ts";
import { type Besides, serverPage } from "../../../../extension/server-page/server-sections.ts";
import type { KnownUse } from "../../../../extension/server-page/usage-figures.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed } from "../servers.ts";

const nothing: Besides = { asOf: null, ended: false, use: { state: "reading" }, inputs: [], language: "en" };
const drawn = (server: ReturnType<typeof serverNamed>, besides: Partial<Besides> = {}): string =>
  serverPageHtml(serverPage(server, { ...nothing, ...besides }), "nonce", "en");

const day = (name: string, calls: number, errors: number) => ({
  ...{ day: name, calls, errors },
  p95Ms: 1_500,
  minutesSaved: 6,
});

/** The use of thirty days, of which only the last has calls. */
const used = (tool: string): KnownUse => ({
  state: "read",
  usage: {
    server: "presto",
    days: Array.from({ length: 30 }, (_, at) => ({
      day: `2026-11-${String(at + 1).padStart(2, "0")}`,
      calls: at === 29 ? 1_200 : 0,
      errors: at === 29 ? 12 : 0,
      p95Ms: at === 29 ? 1_500 : null,
      minutesSaved: at === 29 ? 600 : 0,
    })),
    tools: [{ tool, calls: 1_200, errors: 12, p95Ms: 1_500, minutesSaved: 600 }],
  },
});

/** A text that a hostile manifest may hold. */
const hostile = `</style></p><script>alert(1)</script><img src=x onerror=alert(1)><a href="command:x">"'&`;

describe("a server's page", () => {
  it(verifies("vscode.deprecated", "The page of a deprecated server says so in a badge and why in a notice"), () => {
    const page = drawn(serverNamed("presto", { deprecated: { message: `Ends ${hostile}`, replacement: "spark" } }));
    assert.match(page, /Deprecated\. Ends &lt;\/style&gt;.* Use spark instead\./);
    assert.match(page, />deprecated</);
    assert.doesNotMatch(drawn(serverNamed("presto")), /[Dd]eprecated/);
  });

  it(
    verifies("vscode.untrusted-text", "A server's page shows everything that servers say as text, in every place"),
    () => {
      const tool = {
        ...serverNamed("x").tools[0],
        name: hostile,
        title: hostile,
        description: hostile,
        policy: hostile,
      };
      const text = drawn(
        serverNamed("x", {
          ...{ title: hostile, description: hostile, owner: hostile, version: hostile, url: hostile },
          support: [{ label: hostile }],
          access: { allowed: false, policy: hostile, reason: hostile, ask: hostile },
          tools: [{ ...tool, effect: "read", minutesSaved: 1, access: serverNamed("x").access }],
        }),
        {
          asOf: hostile,
          use: used(hostile),
          inputs: [
            {
              name: hostile,
              inputSchema: {
                properties: { [hostile]: { enum: [hostile], description: hostile } },
                required: "all of them",
              },
            },
            { name: "none", inputSchema: { properties: hostile } },
          ],
        },
      );
      for (const tag of ["<script", "<img", "<a href", "onerror=alert(1)>"])
        assert.equal(text.includes(tag), false, tag);
      assert.equal(text.match(/<\/style>/g)?.length, 1);
    },
  );

  it(verifies("vscode.untrusted-text", "A server's page links only to web pages and mail addresses"), () => {
    const urls = [
      "https://help.example.com/?a=1&b=2",
      "mailto:help@example.com",
      "command:evil",
      "javascript:alert(1)",
    ];
    const text = drawn(serverNamed("x", { support: urls.map((url) => ({ label: "help", url })) }));
    assert.deepEqual(
      [...text.matchAll(/<a href="([^"]*)"/g)].map(([, href]) => href),
      ["https://help.example.com/?a=1&amp;b=2", "mailto:help@example.com"],
    );
  });

  it(
    verifies(
      "vscode.untrusted-text",
      "A server's page has one button, which runs a command of ours with the server's name",
    ),
    () => {
      const linksOf = (text: string) => [...text.matchAll(/href="command:([^"]*)"/g)].map(([, link]) => link);
      const named = '"><img src=x onerror=alert(1)>';
      const argument = encodeURIComponent(JSON.stringify([{ server: named }]));
      assert.deepEqual(linksOf(drawn(serverNamed(named))), [`drawbridge.runTool?${argument}`]);
      assert.deepEqual(linksOf(drawn(closedServer(named))), [`drawbridge.requestAccess?${argument}`]);
    },
  );

  it(verifies("vscode.strict-page", "A server's page allows its own style and nothing else"), () => {
    assert.match(drawn(serverNamed("x")), /content="default-src 'none'; style-src 'nonce-nonce'"/);
  });

  it(verifies("vscode.ended-session", "A server's page of an ended session says so, and offers to sign in"), () => {
    const page = drawn(serverNamed("x"), { asOf: "10:00", ended: true });
    assert.match(page, /Your session has ended\. This is what the registry said at 10:00\./);
    assert.match(page, /<a href="command:drawbridge\.signIn">Sign In<\/a>/);
    assert.doesNotMatch(page, /cannot be reached/);
  });

  it(
    verifies(
      "vscode.server-page",
      "A server's page says that a tool's inputs are not known yet, and what makes them known",
    ),
    () => assert.match(drawn(serverNamed("presto")), /What it takes is not known yet: run a tool, or let an agent use/),
  );

  it(verifies("vscode.server-page", "A policy that the reason of a person's access names is not repeated"), () => {
    const access = { ...serverNamed("presto").access, reason: "ada is in ads-eng (policy presto/groups)." };
    assert.doesNotMatch(drawn(serverNamed("presto", { access })), /Decided by/);
    assert.match(drawn(serverNamed("presto")), /Decided by/);
    const closed = closedServer("presto");
    const { policy } = closed.access;
    assert.match(drawn(closed), /Decided by/);
    const named = { ...closed, access: { ...closed.access, reason: `ada is not in infra (policy ${policy}).` } };
    assert.doesNotMatch(drawn(named), /Decided by/);
  });

  it(verifies("vscode.server-use", "One call and one error are written in the singular"), () => {
    const usage = { server: "presto", days: [day("2026-11-30", 1, 1)], tools: [] };
    assert.match(drawn(serverNamed("presto"), { use: { state: "read", usage } }), /1 call · 1 error · /);
  });

  it("A server's page says why the server is closed, and when the entry was read", () => {
    assert.match(drawn(closedServer("x")), /ada is not in infra\. Ask Data Platform\./);
    assert.match(
      drawn(serverNamed("x"), { asOf: "10:00" }),
      /The registry cannot be reached\. This is what it said at 10:00/,
    );
  });

  it(
    verifies("vscode.server-use", "A server's page plots the use of each day, and shows the same figures in tables"),
    () => {
      const text = drawn(serverNamed("presto"), { use: used("query") });
      assert.match(text, /1,200 calls · 12 errors · about 10 h saved/);
      assert.match(text, /<title>Nov 30: 1,200 calls, 12 errors, p95 1\.5 s<\/title>/);
      assert.match(text, /<th scope="row">Query<\/th><td class="figure">1,200<\/td>.*10 h/);
      assert.match(text, /<svg [^>]*aria-hidden="true"/, "a screen reader reads the tables, not thirty rectangles");
      assert.equal(text.includes(" style="), false, "the policy would drop them");
    },
  );

  it(
    verifies(
      "vscode.server-use",
      "A server's page says that its use is being read, that it cannot be read, or that there was no call",
    ),
    () => {
      assert.match(drawn(serverNamed("x")), /Reading…/);
      const failed = drawn(serverNamed("x"), { use: { state: "failed", message: "HTTP 500." } });
      assert.match(failed, /This cannot be read just now\. HTTP 500\./);
      const usage = { server: "x", days: [], tools: [] };
      assert.match(drawn(serverNamed("x"), { use: { state: "read", usage } }), /It had no calls\./);
    },
  );

  it(verifies("vscode.posture", "A server's page claims no review that the registry does not record"), () => {
    const text = drawn(serverNamed("x"));
    assert.equal(text.match(/no review recorded/g)?.length, 3);
    assert.match(text, /no digest pinned/);
  });

  it(
    verifies("vscode.server-page", "A server's page shows the inputs of each tool, as far as the schema can be read"),
    () => {
      const inputSchema = {
        required: ["sql"],
        properties: {
          sql: { type: "string", description: "One SELECT." },
          rows: { type: ["integer", "null"] },
          odd: 7,
        },
      };
      const text = drawn(serverNamed("x"), { inputs: [{ name: "query", inputSchema }] });
      assert.match(text, /<code>sql<\/code> string<\/dt><dd>One SELECT\./);
      assert.match(text, /<code>rows\?<\/code> integer \| null/);
      assert.match(text, /<code>odd\?<\/code> any/);
      assert.match(drawn(serverNamed("x"), { inputs: [{ name: "query", inputSchema: {} }] }), /It takes nothing/);
    },
  );
});
