import assert from "node:assert/strict";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { verifies } from "../../../support/verifies.ts";

const textOf = (page: string): string =>
  readDocument("page.html", page)
    .passages.map((passage) => passage.text)
    .join("\n\n");
const macro = (name: string, content: string): string =>
  `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${content}</ac:structured-macro>`;
const code = (text: string, more = ""): string =>
  macro("code", `${more}<ac:plain-text-body><![CDATA[${text}]]></ac:plain-text-body>`);

describe("a page exported from Confluence", () => {
  it(verifies("knowledge.formats", "Code in a Confluence page is kept whole, as code"), () => {
    const script = "if [ $x -lt 3 ] && echo waits <now>; then\n  restart --force\nfi";
    assert.equal(
      textOf(
        `<p>Run this:</p>${code(script, '<ac:parameter ac:name="language">bash</ac:parameter>')}<p>Then look at the queue.</p>`,
      ),
      `Run this:\n\n\`\`\`bash\n${script}\n\`\`\`\n\nThen look at the queue.`,
    );
    assert.equal(textOf(code("a ]]]]><![CDATA[> b")), "```\na ]]> b\n```");
    assert.equal(
      textOf(macro("noformat", "<ac:plain-text-body><![CDATA[<p hidden>as it is</p>]]></ac:plain-text-body>")),
      "```\n<p hidden>as it is</p>\n```",
    );
    assert.equal(
      textOf(
        code(
          "x",
          '<ac:parameter ac:name="title">deploy.sh</ac:parameter><ac:parameter ac:name="linenumbers">true</ac:parameter>',
        ),
      ),
      "deploy.sh\n\n```\nx\n```",
    );
    assert.equal(textOf(`<ul><li>Step:${code("one\n\ntwo")}</li></ul>`), "- Step:\n\n```\none\n\ntwo\n```");
    assert.match(textOf(code("```\nfence\n```")), /^````\n/);
  });

  it(
    verifies(
      "knowledge.formats",
      "Links, tasks, dates, notes and pictures of a Confluence page are read as their text",
    ),
    () => {
      assert.equal(
        textOf('<p>See <ac:link><ri:page ri:content-title="Other page" /></ac:link>.</p>'),
        "See Other page.",
      );
      assert.equal(
        textOf(
          '<p>See <ac:link><ri:page ri:content-title="Other" /><ac:plain-text-link-body><![CDATA[this & that]]></ac:plain-text-link-body></ac:link>.</p>',
        ),
        "See this & that.",
      );
      assert.equal(
        textOf(
          '<ac:task-list><ac:task><ac:task-id>17</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>Rotate by <time datetime="2026-01-02" /></ac:task-body></ac:task></ac:task-list>',
        ),
        "- Rotate by 2026-01-02",
      );
      assert.equal(textOf(macro("info", "<ac:rich-text-body><p>Mind this.</p></ac:rich-text-body>")), "Mind this.");
      assert.equal(
        textOf(`<p>A<ac:image ac:alt="picture"><ri:attachment ri:filename="x.png" /></ac:image>.</p>`),
        "Apicture.",
      );
    },
  );

  it(verifies("knowledge.data", "What a Confluence page does not show is left out"), () => {
    for (const hidden of [
      macro("toc", '<ac:parameter ac:name="maxLevel">secret</ac:parameter>'),
      "<![CDATA[secret]]>",
      "<p><![CDATA[secret]]></p>",
      "<!-- secret -->",
      "<ac:placeholder>secret</ac:placeholder>",
      `<div hidden="hidden">${code("secret")}</div>`,
      `<div><p hidden/>secret</div>`,
      `<div><script/>secret</div>`,
      `<div style="display:none"/>secret`,
    ])
      assert.doesNotMatch(textOf(`<p>Seen</p>${macro("info", "<p>x</p>")}${hidden}`), /secret/, hidden);
    assert.doesNotMatch(textOf("<ac:plain-text-body><![CDATA[secret"), /secret/);
  });

  it(verifies("knowledge.tables", "Long tables of Confluence and HTML have their header in each passage"), () => {
    const rows = Array.from({ length: 120 }, (_, at) => at);
    const tables = [
      `<table><tbody><tr><th><p>Name</p></th><th><p>Age</p></th></tr>${rows.map((at) => `<tr><td><p>row${at}</p></td><td><p>the age ${at}</p></td></tr>`).join("")}</tbody></table>`,
      `<table><thead><tr><th>Name<th>Age</thead>${rows.map((at) => `<tr><td>row${at}<td>the age ${at}`).join("")}</table>`,
      `<table><caption>People</caption><tr><th>Name</th><th>Age</th></tr>${rows.map((at) => `<tr><th>row${at}</th><td><ul><li>the</li><li>age ${at}</li></ul></td></tr>`).join("")}</table>`,
    ];
    for (const table of tables) {
      const { passages } = readDocument("page.html", `<h1>Title</h1><p>Before.</p>${table}<p>After.</p>`);
      const parts = passages.filter(({ text }) => text.includes("row"));
      assert.ok(parts.length >= 2);
      for (const { text } of parts) assert.match(text, /\| Name \| Age\n/);
      assert.deepEqual(
        parts.flatMap(({ text }) => text.match(/row\d+/g) ?? []),
        rows.map((at) => `row${at}`),
      );
    }
  });

  it(
    verifies("knowledge.structure", "A table that lays out a page keeps the page's headings, paragraphs and code"),
    () => {
      assert.equal(
        textOf("<table><tr><td><h1>Title</h1><p>One.</p><p>Two.</p><pre>code</pre></td></tr></table>"),
        "# Title\n\nOne.\n\nTwo.\n\n```\ncode\n```",
      );
      const paragraph = "A sentence of some length. ".repeat(30).trim();
      assert.equal(
        textOf(`<table><tr><td><p>${paragraph}</p><p>${paragraph}</p></td></tr></table>`),
        `${paragraph}\n\n${paragraph}`,
      );
    },
  );
});
