/** Promises about proxies, balancers and an ingress in front of hosted parts. */
export const proxiesPromises = {
  "proxies.forged": [
    "What a peer says of another client's request, in headers or by the PROXY protocol, is removed or refused unless the operator named this peer.",
    "SECURITY",
    "issue 16",
  ],
  "proxies.believed": ["A proxy that the operator named says which host and scheme the client used.", "issue 16"],
  "proxies.protocol": [
    "A balancer that the operator named may begin a connection with a PROXY header of version 1 or 2, also before TLS.",
    "issue 16",
  ],
  "proxies.ingress": [
    "Behind a real ingress that ends TLS, below a path that it strips or not, or one that hands bytes on with PROXY headers, a client finds the sign-in from the challenge, and calls.",
    "RFC 9728",
    "issue 16",
  ],
  "proxies.base-path": [
    "The edge and servers work below a path of their address, whether an ingress strips the path or not, and metadata is where RFC 9728 puts it.",
    "RFC 9728",
    "issue 16",
  ],
  "proxies.registry-path": [
    "The registry works below a path of its address, whether an ingress strips the path or not: its pages, sign-in, decisions, events and API, and no page leads outside the path.",
    "issue 16",
  ],
  "proxies.registry-own-path": [
    "A registry whose path could be taken for one of its own, or cannot be in a cookie, does not start, and says why.",
    "issue 16",
  ],
} as const;
