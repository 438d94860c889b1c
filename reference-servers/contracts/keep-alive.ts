/**
 * How long (ms) idle connections are kept on both sides of every HTTP connection between our parts. The client must give
 * a connection up first: a server that closes it while a request is on the way leaves its sender unsure whether the
 * request ran. Behind a load balancer, its own idle time lies between the two.
 */
export const keepAlive = {
  /** Edge towards servers, broker towards edge and registry. */
  clientMs: 30_000,
  /** Every hosted part. */
  serverMs: 65_000,
} as const;
