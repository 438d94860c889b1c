/** Secrets that a text gives away. A finding never quotes one. */
import type { TextFinding } from "./finding.ts";

interface SecretKind {
  readonly of: string;
  readonly pattern: RegExp;
}

const kinds: readonly SecretKind[] = [
  { of: "a private key", pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*\S{16}/ },
  { of: "an access key of AWS", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { of: "a token of GitHub", pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{40,}\b/ },
  { of: "a token of GitLab", pattern: /\bglpat-[\w-]{20,}/ },
  { of: "a token of Slack", pattern: /\bxox[abeoprs]-[\w-]{20,}/ },
  { of: "a webhook of Slack", pattern: /hooks\.slack\.com\/services\/T\w{6,}\/B\w{6,}\/\w{16,}/ },
  { of: "a webhook of Discord", pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{15,}\/[\w-]{40,}/ },
  { of: "a key of a model's provider", pattern: /\bsk-(?:ant-|proj-|or-)?[\w-]{20,}/ },
  { of: "a key of Google", pattern: /\bAIza[\w-]{35}\b/ },
  { of: "a key of Stripe", pattern: /\b[rs]k_live_[A-Za-z0-9]{20,}\b/ },
  {
    of: "a token of npm, PyPI or Hugging Face",
    pattern: /\bnpm_[A-Za-z0-9]{36}\b|\bpypi-[\w-]{50,}|\bhf_[A-Za-z0-9]{30,}\b/,
  },
  { of: "a key of SendGrid", pattern: /\bSG\.[\w-]{20,}\.[\w-]{30,}/ },
  { of: "a signed token (JWT)", pattern: /\beyJ[\w-]{12,}\.eyJ[\w-]{12,}\.[\w-]{20,}/ },
  { of: "a password in an address", pattern: /\b[a-z][a-z0-9+.-]{2,20}:\/\/[^\s:/@]{1,60}:([^\s@/]{4,80})@[^\s/]+/i },
  { of: "a token in a header", pattern: /\b(?:bearer|basic) ([\w+/=.~-]{24,})/i },
  {
    of: "a password",
    pattern:
      /\b(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|client[_-]?secret)["']? ?(?:[:=]|is) ?["']?([^\s"',;]{10,80})/i,
  },
];

/** What documentation writes instead of a secret, and samples that the whole world knows. */
const placeholder =
  /x{4,}|\*{3,}|\.{3}|…|<|>|\{|\}|\$|example|your|placeholder|changeme|dummy|sample|redacted|insert|replace|token_here|12345|abcdef|^(?:pass(?:word|wd)?|secret|pwd|token|string|null|none|true|false|optional|required)$/i;
/** The sample of jwt.io, of which every JWT tool speaks. */
const knownSamples: readonly RegExp[] = [
  /^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lI/,
];
/** Bits for each character below which a text is words, and no random secret. */
const minEntropy = 3;

/** The first secret in a text. */
export function secretIn(raw: string): TextFinding | null {
  for (const { of, pattern } of kinds) {
    const found = pattern.exec(raw);
    if (found === null) continue;
    const value = found[1] ?? found[0];
    if (placeholder.test(value) || knownSamples.some((sample) => sample.test(value))) continue;
    if (found[1] !== undefined && !looksRandom(value)) continue;
    if (found[1] === undefined && entropyOf(value) < minEntropy) continue;
    return { tier: "hard", kind: "secret", what: `It holds ${of}.`, excerpt: "" };
  }
  return null;
}

/** Digits and letters, or signs, in an order that has no pattern. */
const looksRandom = (value: string): boolean =>
  entropyOf(value) >= minEntropy - 0.4 &&
  /\d|[^\p{L}\p{N}]/u.test(value) &&
  /\p{L}/u.test(value) &&
  !/^[a-z_]+$/i.test(value);

function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
