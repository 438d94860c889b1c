import assert from "node:assert/strict";
import { serverPageHtml } from "../../../../extension/server-page/server-page-html.ts";
import { serverPage } from "../../../../extension/server-page/server-sections.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed } from "../servers.ts";

const drawn = (server: ReturnType<typeof serverNamed>, asOf: string | null = null): string =>
  serverPageHtml(serverPage(server, asOf), "nonce", "en");

/** What a hostile manifest may hold. */
const hostile = `</style></p><script>alert(1)</script><img src=x onerror=alert(1)><a href="command:x">"'&`;

describe("a server's page", () => {
  it(verifies("vscode.untrusted-text", "shows what servers say as text, wherever it stands"), () => {
    const tool = { ...serverNamed("x").tools[0], name: hostile, title: hostile, description: hostile, policy: hostile };
    const text = drawn(
      serverNamed("x", {
        ...{ title: hostile, description: hostile, owner: hostile, version: hostile, url: hostile },
        support: [{ label: hostile }],
        access: { allowed: false, policy: hostile, reason: hostile, ask: hostile },
        tools: [{ ...tool, effect: "read", minutesSaved: 1, access: serverNamed("x").access }],
      }),
      hostile,
    );
    for (const tag of ["<script", "<img", "<a ", "onerror=alert(1)>"]) assert.equal(text.includes(tag), false, tag);
    assert.equal(text.match(/<\/style>/g)?.length, 1);
  });

  it(verifies("vscode.untrusted-text", "links to pages and mail alone"), () => {
    const urls = [
      "https://help.example.com/?a=1&b=2",
      "mailto:help@example.com",
      "command:evil",
      "javascript:alert(1)",
    ];
    const text = drawn(serverNamed("x", { support: urls.map((url) => ({ label: "help", url })) }));
    assert.deepEqual(
      [...text.matchAll(/href="([^"]*)"/g)].map(([, href]) => href),
      ["https://help.example.com/?a=1&amp;b=2", "mailto:help@example.com"],
    );
  });

  it(verifies("vscode.strict-page", "allows its own style and nothing else"), () => {
    assert.match(drawn(serverNamed("x")), /content="default-src 'none'; style-src 'nonce-nonce'"/);
  });

  it("says why a server is closed, and when what it shows was read", () => {
    assert.match(drawn(closedServer("x")), /ada is not in infra\. Ask Data Platform\./);
    assert.match(drawn(serverNamed("x"), "10:00"), /The registry cannot be reached\. This is what it said at 10:00/);
  });
});
