/** Addresses that a person may take for a registry: a web site, and a registry's description with nothing behind it. */
import { createServer, type Server } from "node:http";

export interface StandIn {
  readonly url: string;
  close(): Promise<void>;
}

/** Any web site: it answers every path with a page, and none of them describes a registry. */
export const webSite = (): Promise<StandIn> =>
  standIn(
    () => (_request, response) => response.writeHead(404, { "content-type": "text/html" }).end("<p>Not here.</p>"),
  );

/** Describes itself as a registry, and answers no other path: a sign-in there fails. */
export const hollowRegistry = (): Promise<StandIn> =>
  standIn((url) => (request, response) => {
    if (request.url !== "/.well-known/drawbridge") return response.writeHead(404).end("{}");
    const parts = { registry: url, api: `${url}/api/v1`, edge: `${url}/edge`, issuer: `${url}/issuer` };
    const described = { ...parts, clients: { broker: "broker" }, audiences: { edge: "urn:drawbridge:edge" } };
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(described));
  });

type Answering = Parameters<typeof createServer>[1];

async function standIn(answering: (url: string) => Answering): Promise<StandIn> {
  let answer: Answering;
  const server: Server = createServer((request, response) => answer?.(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  answer = answering(url);
  return {
    url,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
