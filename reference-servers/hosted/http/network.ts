/**
 * Where a hosted part listens, under which names it is reached, and by which certificates: the variables that every part
 * reads for this.
 */
import { isIP, isIPv6 } from "node:net";
import { z } from "zod";
import type { Rule } from "../environment/problem.ts";
import { refuseEmpty, variable } from "../environment/variable.ts";
import type { CertificateFiles } from "../tls/certificate.ts";
import { trustedPeers } from "./trusted-proxies.ts";

/** Only this machine reaches the part, unless the operator says otherwise. */
export const loopbackHost = "127.0.0.1";

/** Whether `host` means every address of this machine, so that it is no address for others. */
export const isEveryAddress = (host: string): boolean => host === "0.0.0.0" || host === "::";

/** How a hosted part is reached. Left out, it listens on loopback and answers under its own address alone. */
export interface Network {
  /** The address of this machine to listen on: an IP address or a name; `::` and `0.0.0.0` are all of them. */
  readonly host?: string | undefined;
  /** Host names that count as the part's own, besides the one of its own address and the loopback ones. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Proxies whose word about a request is believed: addresses and networks. None where it is left out. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Left out, the part speaks HTTP without TLS. */
  readonly tls?: CertificateFiles | undefined;
  /** Authorities that the part trusts besides those of Node, when it connects to others: a PEM file. */
  readonly authoritiesFile?: string | undefined;
}

const isName = (text: string): boolean => z.hostname().safeParse(text).success;
const listed = (text: string): string[] => text.split(/[\s,]+/).filter((each) => each !== "");
/** A Host header has an IPv6 address in brackets. */
const asInHost = (name: string): string => (isIPv6(name) ? `[${name}]` : name);

function namesPeers(entries: readonly string[], { addIssue }: z.core.$RefinementCtx): void {
  try {
    trustedPeers(entries);
  } catch {
    addIssue({ code: "custom", message: "an entry is neither an address nor a network (10.0.0.0/8)" });
  }
}

export const networkVariables = {
  HOST: variable(
    z
      .string()
      .refine((host) => isIP(host) !== 0 || isName(host), "it is neither an IP address nor a host name")
      .default(loopbackHost),
    {
      means:
        "Address of this machine to listen on: an IP address or a name; `0.0.0.0` is every IPv4 address, `::` every address. Only this machine reaches the default.",
      example: "::",
    },
  ),
  DRAWBRIDGE_ALLOWED_HOSTS: variable(
    z
      .string()
      .default("")
      .transform((text) => listed(text).map(asInHost)),
    {
      means:
        "Host names, besides the one of the part's own address and the loopback ones, to which requests may be addressed; separated by commas. Probes are answered under any name.",
      example: "presto.drawbridge.svc,presto",
      default: "no other names",
    },
  ),
  DRAWBRIDGE_TRUSTED_PROXIES: variable(z.string().default("").transform(listed).superRefine(namesPeers), {
    means:
      "Addresses and networks of the proxies in front of the part, separated by commas. Their `X-Forwarded-Host` and `-Proto` are believed, and a PROXY header (version 1 or 2) before a connection. From any other peer they are removed, or refused.",
    example: "10.0.0.0/8,fd00::/8",
    default: "no proxy is believed",
  }),
  DRAWBRIDGE_TLS_CERT_FILE: variable(refuseEmpty(z.string().optional()), {
    means:
      "PEM file with the part's certificate, then those that lead to its authority: the part then speaks HTTPS. A new file is used within seconds, without a restart.",
    example: "/etc/drawbridge/tls/tls.crt",
    default: "plain HTTP, for a TLS terminator in front or for loopback",
  }),
  DRAWBRIDGE_TLS_KEY_FILE: variable(refuseEmpty(z.string().optional()), {
    means: "PEM file with the key of the certificate in DRAWBRIDGE_TLS_CERT_FILE.",
    example: "/etc/drawbridge/tls/tls.key",
    default: "plain HTTP",
  }),
  DRAWBRIDGE_CA_FILE: variable(z.string().optional(), {
    means:
      "PEM file with the company's own authorities, which the part trusts besides Node's when it connects to others. A new file is used within seconds.",
    example: "/etc/drawbridge/tls/ca.crt",
    default: "Node's authorities alone",
  }),
};

/** A certificate is of no use without its key. */
export const certificateWithKey: Rule = (set) => {
  const [certificate, key] = [set.DRAWBRIDGE_TLS_CERT_FILE, set.DRAWBRIDGE_TLS_KEY_FILE];
  if ((certificate === undefined) === (key === undefined)) return [];
  const [missing, other] =
    key === undefined
      ? ["DRAWBRIDGE_TLS_KEY_FILE", "DRAWBRIDGE_TLS_CERT_FILE"]
      : ["DRAWBRIDGE_TLS_CERT_FILE", "DRAWBRIDGE_TLS_KEY_FILE"];
  return [{ variable: missing, fault: `not set, and ${other} is: TLS needs both` }];
};

/** The part's network, from what `networkVariables` read. */
export function networkOf(data: z.output<z.ZodObject<typeof networkVariables>>): Network {
  const { DRAWBRIDGE_TLS_CERT_FILE: certificateFile, DRAWBRIDGE_TLS_KEY_FILE: keyFile } = data;
  return {
    host: data.HOST,
    allowedHosts: data.DRAWBRIDGE_ALLOWED_HOSTS,
    trustedProxies: data.DRAWBRIDGE_TRUSTED_PROXIES,
    tls: certificateFile === undefined || keyFile === undefined ? undefined : { certificateFile, keyFile },
    authoritiesFile: data.DRAWBRIDGE_CA_FILE,
  };
}
