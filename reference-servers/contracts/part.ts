/** A running hosted part: identity provider, registry, edge, or a server. Closing drains it; closing twice is safe. */
export interface Part {
  /** Base URL by which programs of its own machine reach it, without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}
