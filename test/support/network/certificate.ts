/** A certificate authority of one test, and certificates from it (X.509 v3, RFC 5280), so that the repository has no key. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

export interface Certified {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export interface Authority {
  /** PEM, for the clients that trust it. */
  readonly certificate: string;
  /** A certificate for names and IPv4 addresses, valid for `days` days from an hour ago; expired where negative. */
  issue(names: readonly string[], days?: number): Certified;
}

const day = 86_400_000;

export function makeAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subject = nameOf(name);
  const isAuthority = extension("551d13", sequence(tagged(0x01, Buffer.of(0xff))), true);
  const certificate = signed({ issuer: subject, subject, publicKey, days: 365, extensions: [isAuthority] }, privateKey);
  return {
    certificate,
    issue(names, days = 30) {
      const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const extensions = [extension("551d11", sequence(...names.map(alternative)), false)];
      const parts = { issuer: subject, subject: nameOf(names[0] ?? ""), publicKey: own.publicKey, days, extensions };
      const key = own.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
      return { certificate: signed(parts, privateKey), key };
    },
  };
}

interface Parts {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly days: number;
  readonly extensions: readonly Buffer[];
}

function signed({ issuer, subject, publicKey, days, extensions }: Parts, by: KeyObject): string {
  const algorithm = sequence(tagged(0x06, Buffer.from("2a8648ce3d040302", "hex")));
  const until = Date.now() + days * day;
  const from = Math.min(Date.now() - 3_600_000, until - day);
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    issuer,
    sequence(time(from), time(until)),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = tagged(0x03, Buffer.concat([Buffer.of(0), sign("sha256", body, by)]));
  const lines =
    sequence(body, algorithm, signature)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** DER (X.690 §8.1): tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.of(tag, length), content]);
  return Buffer.concat([
    length < 256 ? Buffer.of(tag, 0x81, length) : Buffer.of(tag, 0x82, length >> 8, length & 255),
    content,
  ]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
/** UTCTime, which can write years up to 2049. */
const time = (at: number): Buffer =>
  tagged(0x17, Buffer.from(`${new Date(at).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));
const nameOf = (common: string): Buffer =>
  sequence(tagged(0x31, sequence(tagged(0x06, Buffer.from("550403", "hex")), tagged(0x0c, Buffer.from(common)))));
const extension = (id: string, value: Buffer, critical: boolean): Buffer =>
  sequence(
    tagged(0x06, Buffer.from(id, "hex")),
    ...(critical ? [tagged(0x01, Buffer.of(0xff))] : []),
    tagged(0x04, value),
  );
const alternative = (name: string): Buffer =>
  isIP(name) === 4 ? tagged(0x87, Buffer.from(name.split(".").map(Number))) : tagged(0x82, Buffer.from(name));
