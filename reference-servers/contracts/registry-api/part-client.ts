/** The registry as a hosted part calls it: the edge or a server, each with its own credential. */
import { ApiClient, type Fetch } from "../http-api/client.ts";
import { bearer } from "../http-api/credentials.ts";
import type { Secret } from "../secret.ts";
import { addressOf } from "./areas.ts";

export interface RegistryAccess {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** The part's own credential, see part-secret.ts. */
  readonly credential: Secret;
}

export type PartClient = ApiClient<"internal">;

/** `headers` go with each request, beside the credential. */
export const partClient = (
  { url, credential }: RegistryAccess,
  timeoutMs: number,
  fetch: Fetch = globalThis.fetch,
  headers: Readonly<Record<string, string>> = {},
): PartClient =>
  new ApiClient({
    area: "internal",
    address: () => addressOf("internal", url),
    credentials: bearer(credential, headers),
    fetch,
    timeoutMs,
  });
