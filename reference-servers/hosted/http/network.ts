/** Where a hosted part listens, and under which names it is reached: the variables that every part reads for this. */
import { isIP, isIPv6 } from "node:net";
import { z } from "zod";
import { variable } from "../environment/variable.ts";

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
}

const isName = (text: string): boolean => z.hostname().safeParse(text).success;
const listed = (text: string): string[] => text.split(/[\s,]+/).filter((each) => each !== "");
/** A Host header has an IPv6 address in brackets. */
const asInHost = (name: string): string => (isIPv6(name) ? `[${name}]` : name);

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
};

/** The part's network, from what `networkVariables` read. */
export const networkOf = (data: z.output<z.ZodObject<typeof networkVariables>>): Network => ({
  host: data.HOST,
  allowedHosts: data.DRAWBRIDGE_ALLOWED_HOSTS,
});
