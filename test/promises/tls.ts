/** Promises about TLS that a hosted part ends itself, and about the authorities that it trusts. */
export const tlsPromises = {
  "tls.own": [
    "Every hosted part serves HTTPS where its certificate and key are set, and survives clients that speak no TLS.",
    "issue 16",
  ],
  "tls.reload": [
    "A new certificate is used without a restart, and open connections stay with the one that they began with.",
    "issue 16",
  ],
  "tls.broken-file": [
    "A certificate that cannot be used keeps a part from starting; while it runs, the last good one stays in use and the log says so.",
    "SECURITY",
    "issue 16",
  ],
  "tls.authorities": [
    "A hosted part trusts the company's own authorities besides Node's when it connects to others, Postgres among them, and follows their file.",
    "SECURITY",
    "issue 16",
  ],
  "tls.settings": [
    "A part with a certificate and no key, or an empty one of the two, does not start.",
    "SECURITY",
    "issue 16",
  ],
} as const;
