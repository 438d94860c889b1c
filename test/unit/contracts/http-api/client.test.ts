import assert from "node:assert/strict";
import { ApiClient, type ApiClientOptions, NoAnswerError } from "@drawbridge/contracts/http-api/client";
import { anonymous, type CredentialRefusal } from "@drawbridge/contracts/http-api/credentials";
import { route } from "@drawbridge/contracts/http-api/route";
import { z } from "zod";
import { verifies } from "../../../support/verifies.ts";

const readBook = route({
  area: "library",
  method: "GET",
  path: "/shelves/:shelf/books/:book",
  query: z.object({ page: z.number(), language: z.string().optional() }),
  etag: true,
  answers: { 200: z.object({ title: z.string() }) },
  refusals: [404],
});
const addBook = route({
  area: "library",
  method: "POST",
  path: "/books",
  body: z.object({ title: z.string() }),
  answers: { 204: null },
  refusals: [400],
});
const book = { parameters: { shelf: "a/b", book: "c?d" }, query: { page: 2 }, version: null };
const refusal = { error: "not-allowed", message: "This book is not lent.", policy: null, ask: null };

interface SentRequest {
  readonly url: string;
  readonly init: RequestInit;
}

/** A client whose requests the test sees, and answers in turn. */
function clientOf(answers: readonly Response[], options: Partial<ApiClientOptions<"library">> = {}) {
  const sent: SentRequest[] = [];
  const waiting = [...answers];
  const client = new ApiClient({
    area: "library",
    address: () => "https://library.example/v1",
    credentials: anonymous,
    fetch: async (url, init = {}) => {
      sent.push({ url: String(url), init });
      const answer = waiting.shift();
      if (answer === undefined) throw new TypeError("fetch failed");
      return answer;
    },
    timeoutMs: 1_000,
    ...options,
  });
  return { client, sent };
}
const headersOf = (sent: SentRequest | undefined) => new Headers(sent?.init.headers);

describe("the client of an API", () => {
  it(
    verifies("api.client", "The client encodes parameters and query in their places, and follows no redirect"),
    async () => {
      const { client, sent } = clientOf([Response.json({ title: "Emma" })]);
      const answer = await client.call(readBook, book);
      assert.equal(sent[0]?.url, "https://library.example/v1/shelves/a%2Fb/books/c%3Fd?page=2");
      assert.equal(sent[0]?.init.redirect, "error");
      assert.ok(answer.kind === "answer" && answer.body.title === "Emma");
    },
  );

  it(
    verifies("api.client", "The client sends the version that it has, and learns that it is still valid"),
    async () => {
      const { client, sent } = clientOf([new Response(null, { status: 304 })]);
      assert.equal((await client.call(readBook, { ...book, version: "v7" })).kind, "unchanged");
      assert.equal(headersOf(sent[0]).get("if-none-match"), '"v7"');
    },
  );

  it(verifies("api.client", "The client sends a body as JSON, and reads an answer without a body"), async () => {
    const { client, sent } = clientOf([new Response(null, { status: 204 })]);
    const answer = await client.call(addBook, { body: { title: "Emma" } });
    assert.deepEqual([answer.kind, answer.status], ["answer", 204]);
    assert.deepEqual([sent[0]?.init.method, sent[0]?.init.body], ["POST", '{"title":"Emma"}']);
    assert.equal(headersOf(sent[0]).get("content-type"), "application/json");
  });

  it(
    verifies("api.client", "The client distinguishes the service's refusal from an answer of an intermediary"),
    async () => {
      const { client } = clientOf([Response.json(refusal, { status: 403 }), new Response("<html>", { status: 502 })]);
      const own = await client.call(readBook, book);
      assert.ok(own.kind === "refused" && own.refusal?.message === "This book is not lent.");
      const between = await client.call(readBook, book);
      assert.ok(between.kind === "refused" && between.refusal === null && between.status === 502);
    },
  );

  it(verifies("api.client", "The client reports an answer of another form as unreadable"), async () => {
    const { client } = clientOf([Response.json({ name: "Emma" }), new Response("<html>")]);
    assert.equal((await client.call(readBook, book)).kind, "unreadable");
    assert.equal((await client.call(readBook, book)).kind, "unreadable");
  });

  it(
    verifies("api.client", "The client renews a credential once after a 401, with what the refusal said"),
    async () => {
      const headers = { "www-authenticate": "DPoP", date: "Sun, 06 Nov 1994 08:49:37 GMT" };
      const refusals: CredentialRefusal[] = [];
      const credential = (name: string) => ({ headersFor: () => ({ authorization: `Bearer ${name}` }) });
      const credentials = {
        current: () => credential("first"),
        renewed: async (_: unknown, refused: CredentialRefusal) => {
          refusals.push(refused);
          return credential("second");
        },
      };
      const refused = () => new Response(null, { status: 401, headers });
      const { client, sent } = clientOf([refused(), refused()], { credentials });
      assert.equal((await client.call(readBook, book)).status, 401);
      assert.deepEqual(
        sent.map((request) => headersOf(request).get("authorization")),
        ["Bearer first", "Bearer second"],
      );
      assert.deepEqual(refusals, [{ challenge: "DPoP", date: headers.date }]);
    },
  );

  it(
    verifies("api.client", "The client returns a 401 to the caller where the credential cannot be renewed"),
    async () => {
      const { client, sent } = clientOf([new Response(null, { status: 401 })]);
      assert.equal((await client.call(readBook, book)).status, 401);
      assert.equal(sent.length, 1);
    },
  );

  it(
    verifies("api.client", "The client reports that there is no answer, with the cause and without what it sent"),
    async () => {
      const { client } = clientOf([]);
      await assert.rejects(client.call(addBook, { body: { title: "Emma" } }), (error) => {
        assert.ok(error instanceof NoAnswerError && error.cause instanceof TypeError);
        return !JSON.stringify(error).includes("Emma");
      });
    },
  );

  it(verifies("api.client", "The client gives up when its time limit has passed"), async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
    const { client } = clientOf([], { fetch: never, timeoutMs: 1 });
    await assert.rejects(client.call(addBook, { body: { title: "Emma" } }), (error) => {
      return error instanceof NoAnswerError && error.cause instanceof Error && error.cause.name === "TimeoutError";
    });
  });

  it(verifies("api.client", "The client rejects with the caller's reason once the caller has aborted"), async () => {
    const { client } = clientOf([]);
    const reason = new Error("the call was cancelled");
    const signal = AbortSignal.abort(reason);
    await assert.rejects(client.call(addBook, { body: { title: "Emma" }, signal }), reason);
  });
});
