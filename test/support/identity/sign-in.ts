/** Shared parts of sign-in tests: a registry that serves the addresses of all parts, and homes that a test removes. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import type { WellKnown } from "@drawbridge/contracts/registry";
import { type Home, homeOf } from "../../../proxy/files/home.ts";
import { listening } from "../network/listening.ts";

/** A registry's well-known document for a provider at `issuer`. Nothing listens at `registry` unless a test starts it. */
export function wellKnownFor(issuer: string, registry = "http://127.0.0.1:9"): WellKnown {
  return {
    ...{ registry, api: `${registry}/api/v1`, edge: "http://127.0.0.1:9", issuer },
    clients: { broker: oauthClients.broker },
    audiences: { edge: audiences.edge },
  };
}

export interface TestRegistry {
  readonly url: string;
  /** What the registry answers from now on. */
  answer: unknown;
  /** How many requests the registry received. */
  asked: number;
  close(): Promise<void>;
}

/** Serves `/.well-known/drawbridge` and nothing else. */
export async function startTestRegistry(issuer: string): Promise<TestRegistry> {
  const server = createServer((request, response) => {
    if (request.url !== "/.well-known/drawbridge") {
      response.writeHead(404).end();
      return;
    }
    registry.asked += 1;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(registry.answer));
  });
  const url = await listening(server);
  const registry = {
    url,
    answer: wellKnownFor(issuer, url) as unknown,
    asked: 0,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return registry;
}

/** A home in a temporary folder, and the way to remove it. */
export function temporaryHome(): Home & { dispose(): void } {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-home-"));
  return { ...homeOf(folder), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
