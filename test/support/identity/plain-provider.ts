/** A provider with metadata alone. A test answers its endpoints, and changes its metadata. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listening } from "../network/listening.ts";

export interface PlainProvider {
  readonly url: string;
  /** The metadata; the endpoints are /auth, /token, /device, /par and /jwks. */
  metadata: Record<string, unknown>;
  /** Answers a request to an endpoint. */
  answer(path: string, form: URLSearchParams): PlainAnswer;
  close(): void;
}

export interface PlainAnswer {
  readonly status: number;
  readonly body: object;
}

/** `answer` is what it says to every request until a test changes it. */
export async function startPlainProvider(answer: PlainAnswer): Promise<PlainProvider> {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const metadata = request.url === "/.well-known/openid-configuration";
    const { status, body } = metadata
      ? { status: 200, body: provider.metadata }
      : provider.answer(request.url ?? "", new URLSearchParams(await text(request)));
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const url = await listening(server);
  const provider: PlainProvider = {
    url,
    metadata: {
      ...{ issuer: url, authorization_endpoint: `${url}/auth`, token_endpoint: `${url}/token` },
      ...{ device_authorization_endpoint: `${url}/device`, jwks_uri: `${url}/jwks` },
    },
    answer: () => answer,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return provider;
}

/**
 * A browser that goes to the provider and comes back with its answer at once. `page` resolves to what Drawbridge then shows.
 */
export function returningBrowser(query: Readonly<Record<string, string>>): {
  open(address: URL): void;
  page(): Promise<string>;
} {
  let page = Promise.resolve("");
  return {
    open({ searchParams }) {
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      back.search = new URLSearchParams({ ...query, state: searchParams.get("state") ?? "" }).toString();
      page = fetch(back).then((response) => response.text());
    },
    page: () => page,
  };
}
