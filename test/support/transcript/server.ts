/** A server of a golden transcript, of either era. */
import type { IncomingMessage, ServerResponse } from "node:http";

export interface FeatureServer {
  serve(request: IncomingMessage, response: ServerResponse): void;
  /** Each method sends the notification of its name; `toolsChanged` adds a tool first. */
  toolsChanged(): void;
  promptsChanged(): void;
  resourcesChanged(): void;
  resourceUpdated(uri: string): void;
}
