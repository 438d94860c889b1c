/** A running hosted part: identity provider, registry, edge, or a server. Closing drains it; closing twice is safe. */
export interface Part {
  /** Base URL on loopback, without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}
