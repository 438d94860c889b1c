/** A form that was sent, after the check that a page of this session sent it. */
import { sameSecret } from "@drawbridge/contracts/part-secret";
import { isStorable } from "@drawbridge/contracts/storable-text";
import type { Context } from "hono";
import type { Session } from "./sessions.ts";

/** Maximum size in bytes: a hundred decisions with their reasons. */
const maxFormBytes = 512 * 1024;

export type Posted =
  | { readonly ok: true; readonly form: URLSearchParams }
  | { readonly ok: false; readonly status: 400 | 403 | 413; readonly why: string };

/** Reads the form. Refuses a form from another origin, or without this session's token. */
export async function readPostedForm(request: Context, session: Session, registryUrl: string): Promise<Posted> {
  if (request.req.header("origin") !== new URL(registryUrl).origin)
    return { ok: false, status: 403, why: "The form came from another site." };
  const length = Number(request.req.header("content-length") ?? Number.NaN);
  if (!(length <= maxFormBytes)) return { ok: false, status: 413, why: "The form is larger than any of these pages." };
  const form = new URLSearchParams(await request.req.text());
  if (!sameSecret(form.get("form") ?? "", session.formToken))
    return { ok: false, status: 403, why: "The form belongs to another session." };
  for (const [, value] of form)
    if (!isStorable(value))
      return { ok: false, status: 400, why: "A text in the form holds a NUL, which cannot be kept." };
  return { ok: true, form };
}
