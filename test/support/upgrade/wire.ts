/**
 * The wire between parts as JSON Schema, one line for each message: the registry's and the peers' routes, the control
 * channel, the hellos of bridge and broker, and what grants and headers carry. `npx mocha test/support/upgrade/record-wire.ts`
 * writes the file at a release; it is not changed between two releases.
 */

import { identityHeaders } from "@drawbridge/contracts/identity";
import * as peerRoutes from "@drawbridge/contracts/peer-api/knowledge";
import { z } from "zod";
import { BridgeHello, BrokerHello } from "../../../proxy/contracts/bridge.ts";
import { ControlAnswer, ControlEvent } from "../../../proxy/contracts/control.ts";
import { controlMethods } from "../../../proxy/contracts/control-methods.ts";
import { GrantClaims } from "../../../reference-servers/contracts/approvals/grant-claims.ts";
import { registryRoutes } from "../../../reference-servers/contracts/registry-api/all.ts";
import { repository } from "../machine/source-files.ts";
import type { JsonSchema } from "./schema-difference.ts";

export const wireFile = `${repository}test/golden/upgrade/wire.jsonl`;

/** Each message by its name. */
export type Wire = Readonly<Record<string, JsonSchema>>;

/** `of` as it is on the wire, before it is parsed. */
const schemaOf = (of: z.ZodType): JsonSchema => {
  const { $schema: _, ...schema } = z.toJSONSchema(of, { io: "input", unrepresentable: "any" });
  return schema;
};

/** The wire of this checkout. */
export function wireOf(): Wire {
  const routes = Object.entries({ ...registryRoutes, ...peerRoutes }).flatMap(
    ([name, { method, area, path, ...route }]) => {
      const parts: [string, z.ZodType][] = [];
      if ("query" in route) parts.push(["query", route.query]);
      if ("body" in route) parts.push(["body", route.body]);
      for (const [status, body] of Object.entries<z.ZodType | null | string>(route.answers))
        parts.push([`answer ${status}`, body instanceof z.ZodType ? body : z.literal(body)]);
      const place = z.object({ place: z.literal(`${method} ${area} ${path}`) });
      return [...parts, ["place", place] as const].map(([part, of]) => [`${name} ${part}`, schemaOf(of)] as const);
    },
  );
  const control = Object.entries(controlMethods).flatMap(([name, { params, result }]) => [
    [`control ${name} params`, schemaOf(params)] as const,
    [`control ${name} result`, schemaOf(result)] as const,
  ]);
  const others = { BridgeHello, BrokerHello, ControlAnswer, ControlEvent, GrantClaims };
  const headers = z.object(Object.fromEntries(Object.values(identityHeaders).map((name) => [name, z.string()])));
  return Object.fromEntries([
    ...routes,
    ...control,
    ...Object.entries({ ...others, identityHeaders: headers }).map(([name, of]) => [name, schemaOf(of)] as const),
  ]);
}
