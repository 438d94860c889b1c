import assert from "node:assert/strict";
import { createServer } from "node:http";
import { checkAddress, type Verdict, wrongAddress } from "../../../../extension/registry/address-check.ts";
import { AddressQuestion, type AddressState } from "../../../../extension/registry/address-question.ts";
import { RecentRegistries } from "../../../../extension/registry/recent-registries.ts";
import { until } from "../../../support/clocks/until.ts";
import { startTestRegistry } from "../../../support/identity/sign-in.ts";
import { freePort } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

const never = new AbortController().signal;

describe("the check of an address that a person typed", () => {
  it(
    verifies("vscode.registry-asked", "An address that answers as a registry is taken by the registry's own name"),
    async () => {
      const registry = await startTestRegistry("http://127.0.0.1:9");
      try {
        assert.deepEqual(await checkAddress(`${registry.url}/`, never), { kind: "registry", registry: registry.url });
      } finally {
        await registry.close();
      }
    },
  );

  it(
    verifies("vscode.registry-asked", "A web site, a redirect, plain http and words are refused in plain words"),
    async () => {
      const site = createServer(({ url }, response) => {
        if (url?.startsWith("/moved")) response.writeHead(302, { location: "/elsewhere" });
        else response.writeHead(404);
        response.end("<html>");
      });
      await new Promise<void>((done) => site.listen(0, "127.0.0.1", done));
      const address = site.address();
      const port = typeof address === "object" ? address?.port : 0;
      const redirects = () =>
        Promise.reject(new TypeError("fetch failed", { cause: new Error("unexpected redirect") }));
      const verdicts: readonly [string, Verdict, string, RegExp][] = [
        [
          "a site",
          await checkAddress(`127.0.0.1:${port}`, never),
          "refused",
          /does not answer as a Drawbridge registry \(HTTP 404\)/,
        ],
        [
          "https on it",
          await checkAddress(`https://127.0.0.1:${port}`, never),
          "away",
          /https on a port that speaks plain http/,
        ],
        [
          "a redirect",
          await checkAddress("https://a.example.com", never, redirects),
          "refused",
          /sends its visitors to another address/,
        ],
        ["http", await checkAddress("http://a.example.com", never), "refused", /is not https/],
        ["words", await checkAddress("no registry", never), "refused", /This is not an address/],
      ];
      site.close();
      for (const [what, verdict, kind, words] of verdicts) {
        assert.equal(verdict.kind, kind, what);
        assert.match("text" in verdict ? verdict.text : "", words);
        assert.doesNotMatch("text" in verdict ? verdict.text : "", /ERR_|ECONN|ENOT|`/);
      }
    },
  );

  it(
    verifies("vscode.registry-asked", "An address that nothing answers at is not judged, and the reason has no code"),
    async () => {
      const address = `http://127.0.0.1:${await freePort()}`;
      const verdict = await checkAddress(address, never);
      assert.ok(verdict.kind === "away");
      assert.equal(verdict.address, address);
      assert.match(
        verdict.text,
        /cannot be reached \(nothing answers at this host and port\)\. Check your network or VPN/,
      );
      const unknown = () => Promise.reject(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }));
      const named = await checkAddress("nowhere.example.com", never, unknown);
      assert.match("text" in named ? named.text : "", /no host has this name here/);
    },
  );
});

describe("the question for a registry's address", () => {
  interface Asked {
    readonly text: string;
    readonly signal: AbortSignal;
    readonly answer: (verdict: Verdict) => void;
  }
  const begin = () => {
    const questions: Asked[] = [];
    const shown: AddressState[] = [];
    const question = new AddressQuestion({
      wrong: wrongAddress,
      check: (text, signal) => new Promise((answer) => questions.push({ text, signal, answer })),
      show: (each) => shown.push(each),
      pauseMs: 1,
    });
    return { question, asked: questions, shown };
  };
  const registry = (address: string): Verdict => ({ kind: "registry", registry: address });

  it(verifies("vscode.registry-asked", "Further typing cancels the question to the address before it"), async () => {
    const { question, asked: questions, shown } = begin();
    question.typed("https://a.example.com");
    await until("the first address is asked", () => questions.length === 1);
    assert.equal(shown.at(-1)?.busy, true);
    question.typed("https://ab.example.com");
    assert.equal(questions[0]?.signal.aborted, true);
    questions[0]?.answer(registry("https://a.example.com"));
    await until("the second address is asked", () => questions.length === 2);
    questions[1]?.answer({ kind: "refused", text: "No." });
    await until("the answer is shown", () => shown.at(-1)?.busy === false);
    assert.deepEqual(shown.at(-1), { busy: false, problem: "No.", usableAnyway: false });
    assert.equal(await question.accept(), null);
    question.close();
  });

  it(verifies("vscode.registry-asked", "Enter waits for the answer, and takes only a registry"), async () => {
    const { question, asked: questions } = begin();
    question.typed("https://a.example.com");
    const accepted = question.accept();
    questions[0]?.answer(registry("https://a.example.com"));
    assert.equal(await accepted, "https://a.example.com");
    assert.equal(questions.length, 1);
  });

  it(verifies("vscode.registry-asked", "A person who is offline may take an address that did not answer"), async () => {
    const { question, asked: questions, shown } = begin();
    question.typed("a.example.com");
    const accepted = question.accept();
    assert.equal(question.anyway(), null);
    questions[0]?.answer({ kind: "away", text: "No answer.", address: "https://a.example.com" });
    assert.equal(await accepted, null);
    assert.deepEqual(shown.at(-1), { busy: false, problem: "No answer.", usableAnyway: true });
    assert.equal(question.anyway(), "https://a.example.com");
  });

  it("Enter in an empty box says what to type, and an empty box alone is no mistake", async () => {
    const { question, shown } = begin();
    question.typed("");
    assert.equal(shown.at(-1)?.problem, null);
    assert.equal(await question.accept(), null);
    assert.match(shown.at(-1)?.problem ?? "", /Type the address/);
  });
});

describe("the registries that were used before", () => {
  it(
    verifies("vscode.recent-registries", "The registry used last is the first, each one once, and six at most"),
    async () => {
      let savedValue: unknown;
      const recent = new RecentRegistries({
        get: () => savedValue,
        update: async (_key, value) => {
          savedValue = value;
        },
      });
      assert.deepEqual(recent.all, []);
      for (const name of ["a", "b", "c", "a", "d", "e", "f", "g"]) await recent.use(`https://${name}.example.com`);
      assert.deepEqual(
        recent.all.map((each) => new URL(each).host[0]),
        ["g", "f", "e", "d", "a", "c"],
      );
      savedValue = "not ours";
      assert.deepEqual(recent.all, []);
    },
  );
});
