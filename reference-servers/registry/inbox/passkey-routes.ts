/**
 * `/approvals/passkeys`: a person's passkeys, the forms that add and remove one, and what the browser asks for before
 * it sends them.
 */
import { readFileSync } from "node:fs";
import { type Context, Hono } from "hono";
import { redirectTo } from "../page/page-address.ts";
import type { Passkeys } from "../passkeys/passkeys.ts";
import { answerPage } from "./answer.ts";
import { readDecisionForm, readResolutionForm } from "./decision-form.ts";
import { clockToleranceSeconds, freshSeconds } from "./identity.ts";
import { passkeysPage, passkeysPath } from "./pages/passkeys.ts";
import { Confirmation, credentialIn, Registration } from "./passkey-forms.ts";
import { isFresh, type RouteGuards } from "./route-guards.ts";
import type { Session } from "./sessions.ts";

const script = readFileSync(new URL("passkeys.js", import.meta.url), "utf8");
const maxLabelLength = 60;

export function passkeyRoutes({
  guards,
  passkeys,
}: {
  readonly guards: RouteGuards;
  readonly passkeys: Passkeys;
}): Hono {
  const fresh = (session: Session): boolean => isFresh(session, freshSeconds + clockToleranceSeconds, Date.now());
  const show = async (request: Context, session: Session, problem: string | null) => {
    const content = {
      ...{ passkeys: await passkeys.list(session.person), formToken: session.formToken },
      ...{ isFresh: fresh(session), freshSignIn: guards.freshSignIn(session, passkeysPath), problem },
      pageAt: request.var.pageAt,
    };
    const status = problem === null ? 200 : 422;
    return answerPage(request, session, { title: "Your passkeys", passkeys: true, status }, passkeysPage(content));
  };
  const noPasskey = "You have no passkey here yet. Add one first: it is under Passkeys on the page of your approvals.";

  return new Hono()
    .get("/passkeys.js", (request) => request.body(script, 200, { "content-type": "text/javascript; charset=utf-8" }))
    .get(passkeysPath, (request) => guards.page(request, (session) => show(request, session, null)))
    .post(`${passkeysPath}/ask-decide`, (request) =>
      guards.posted(request, async ({ person }, form) => {
        const { decisions, problems } = readDecisionForm(form);
        const [decision, another] = decisions;
        if (decision === undefined || another !== undefined)
          return request.json({ problem: problems[0] ?? "One request is decided at a time with a passkey." });
        const confirm = await passkeys.ask(person, { act: "decide", decision });
        return request.json(confirm === null ? { problem: noPasskey } : { confirm, register: null });
      }),
    )
    .post(`${passkeysPath}/ask-resolve/:id`, (request) =>
      guards.posted(request, async ({ person }, form) => {
        const resolution = readResolutionForm(form);
        if (resolution === null) return request.json({ problem: "Say how it ended, and how you know." });
        const confirm = await passkeys.ask(person, { act: "resolve", request: request.req.param("id"), resolution });
        return request.json(confirm === null ? { problem: noPasskey } : { confirm, register: null });
      }),
    )
    .post(`${passkeysPath}/ask-add`, (request) =>
      guards.posted(request, async (session) => {
        const { person } = session;
        const confirm = await passkeys.ask(person, { act: "confirm-register" });
        if (confirm === null && !fresh(session))
          return request.json({ problem: "You signed in too long ago for a first passkey. Load this page again." });
        return request.json({ confirm, register: await passkeys.registration(person) });
      }),
    )
    .post(`${passkeysPath}/:id/ask-remove`, (request) =>
      guards.posted(request, async ({ person }) => {
        const confirm = await passkeys.ask(person, { act: "confirm-remove", passkey: request.req.param("id") });
        return request.json(confirm === null ? { problem: noPasskey } : { confirm, register: null });
      }),
    )
    .post(passkeysPath, (request) =>
      guards.posted(request, async (session, form) => {
        const registration = credentialIn(form, "registration", Registration);
        const label = (form.get("label") ?? "").trim().slice(0, maxLabelLength);
        if (registration === null || label === "")
          return show(request, session, "Nothing was added: the browser sent no passkey, or it has no name.");
        const confirmation = credentialIn(form, "confirmation", Confirmation);
        const added = await passkeys.add(session.person, { label, registration, confirmation }, fresh(session));
        return added.ok ? redirectTo(request, passkeysPath) : show(request, session, added.why);
      }),
    )
    .post(`${passkeysPath}/:id/remove`, (request) =>
      guards.posted(request, async (session, form) => {
        const confirmation = credentialIn(form, "confirmation", Confirmation);
        if (confirmation === null)
          return show(request, session, "A passkey is removed with one of yours. Nothing was removed.");
        const removed = await passkeys.remove(session.person, request.req.param("id"), confirmation);
        return removed.ok ? redirectTo(request, passkeysPath) : show(request, session, removed.why);
      }),
    );
}
