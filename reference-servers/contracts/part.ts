/** A running hosted part: identity provider, registry, edge, or a server. Closing drains it; closing twice is safe. */
export interface Part {
  /** Base URL by which programs of its own machine reach it, without a trailing slash. */
  readonly url: string;
  /**
   * Says that the part will close soon: `/readyz` answers 503, and each answer ends its connection, so that the next
   * request goes to another instance. The part still serves. Left out by a part that has no readiness.
   */
  leave?(): void;
  close(): Promise<void>;
}
