/** Reads DRAWBRIDGE_ROLES: who has which role, as JSON. */
import { Roles } from "@drawbridge/contracts/governance/roles";
import { z } from "zod";

/** Text of JSON → roles. Every fault names the member that it is in. */
export const RolesText = z.string().transform((text, context) => {
  const read = Roles.safeParse(parsed(text));
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) {
    const place = path.length === 0 ? "" : `${path.join(".")}: `;
    context.issues.push({ code: "custom", message: `${place}${message}`, input: text });
  }
  return z.NEVER;
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
