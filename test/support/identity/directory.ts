/** A directory of users and their groups over HTTP, as Microsoft Graph, SCIM and userinfo answer; the test writes its answers. */
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { listening } from "../network/listening.ts";

export interface DirectoryRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A status, or the JSON of a 200; a text is sent as it is. A promise keeps the client waiting. */
export type DirectoryAnswer = number | object | string | Promise<object>;

export interface TestDirectory {
  readonly url: string;
  readonly requests: DirectoryRequest[];
  /** The Authorization headers that it takes; undefined: each. Others get a 401. */
  readers: readonly string[] | undefined;
  /** The answers by path, with the query; a path that is not there gets a 404. */
  readonly answers: Map<string, DirectoryAnswer>;
  close(): Promise<void>;
}

export async function startDirectory(): Promise<TestDirectory> {
  const state: Pick<TestDirectory, "readers"> = { readers: undefined };
  const requests: DirectoryRequest[] = [];
  const answers = new Map<string, DirectoryAnswer>();
  const take = async (request: IncomingMessage): Promise<DirectoryAnswer> => {
    const { url: path = "", headers } = request;
    requests.push({ path, authorization: headers.authorization, body: await text(request) });
    if (state.readers?.includes(headers.authorization ?? "") === false) return 401;
    return answers.get(path) ?? 404;
  };
  const server = createServer(async (request, response) => {
    const answer = await take(request);
    response.writeHead(typeof answer === "number" ? answer : 200, { "content-type": "application/json" });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  const url = await listening(server);
  return Object.assign(state, {
    ...{ url, requests, answers },
    async close() {
      const ended = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await ended;
    },
  });
}
