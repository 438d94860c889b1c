/** A server of a golden transcript, whichever era it speaks. */
import type { IncomingMessage, ServerResponse } from "node:http";

export interface FeatureServer {
  serve(request: IncomingMessage, response: ServerResponse): void;
  /** Announces what its name says; `toolsChanged` adds a tool first. */
  toolsChanged(): void;
  promptsChanged(): void;
  resourcesChanged(): void;
  resourceUpdated(uri: string): void;
}
