/** How old the keys are by which tokens are verified, in Prometheus' text format. */

export interface KeyAge {
  readonly issuer: string;
  readonly seconds: number;
}

const name = "drawbridge_identity_provider_keys_age_seconds";

/** One line for each issuer. Of several ages of one issuer the highest counts. */
export function keyAgeMetric(ages: readonly KeyAge[]): string {
  const highest = new Map<string, number>();
  for (const { issuer, seconds } of ages) highest.set(issuer, Math.max(seconds, highest.get(issuer) ?? 0));
  const lines = [...highest].map(([issuer, seconds]) => `${name}{issuer=${JSON.stringify(issuer)}} ${seconds}`);
  const help = `# HELP ${name} Seconds since the keys of the identity provider were read.`;
  return `${[help, `# TYPE ${name} gauge`, ...lines].join("\n")}\n`;
}
