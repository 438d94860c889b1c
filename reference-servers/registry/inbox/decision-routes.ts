/** The forms by which a person decides requests, and says how a run ended whose outcome is unknown. */
import { Hono } from "hono";
import { redirectTo } from "../page/page-address.ts";
import { readDecisionForm, readResolutionForm } from "./decision-form.ts";
import { tooSoon } from "./form-age.ts";
import { type InboxPages, pageSize } from "./inbox-pages.ts";
import { passkeyPresence } from "./passkey-presence.ts";
import type { InboxParts } from "./routes.ts";

export function decisionRoutes({ guards: { posted }, people, passkeys }: InboxParts, pages: InboxPages): Hono {
  const presence = passkeyPresence(passkeys);
  const { showList, showRequest, askForSignIn } = pages;
  return new Hono()
    .post("/approvals/decisions", (request) =>
      posted(request, async (session, posting) => {
        const { decisions, choices, problems: unclear, page: only } = readDecisionForm(posting);
        const soon = tooSoon(posting, Date.now());
        const person = soon === null ? await presence.decided(session.person, decisions, posting) : soon;
        const problems = typeof person === "string" ? [person] : unclear;
        const results = typeof person === "string" ? [] : await people.decide(person, decisions.slice(0, pageSize));
        if (results.some((result) => !result.ok && result.error === "sign-in-again")) {
          const sentences = [...new Set(results.flatMap((result) => (result.ok ? [] : [result.message])))];
          return askForSignIn(request, session, sentences, only);
        }
        // If the list was sent twice (a second click before the answer), the page shows the result of each request,
        // regardless of which of the two decided it.
        const settled = (result: (typeof results)[number]): boolean =>
          result.ok || (only === null && result.error === "already-decided");
        const refused = results.flatMap((result) => (settled(result) || result.ok ? [] : [result.message]));
        const unfinished = { problems: [...problems, ...refused], choices };
        if (unfinished.problems.length > 0)
          return only === null
            ? showList(request, session, unfinished)
            : showRequest(request, session, only, unfinished);
        if (only !== null) return redirectTo(request, `/approvals/${encodeURIComponent(only)}`);
        const decided = results.map(({ id }) => id).join(",");
        return redirectTo(request, decided === "" ? "/approvals" : `/approvals?decided=${decided}`);
      }),
    )
    .post("/approvals/:id/resolution", (request) =>
      posted(request, async (session, form) => {
        const id = request.req.param("id");
        const resolution = readResolutionForm(form);
        const person =
          resolution === null
            ? "Say how it ended, and how you know."
            : await presence.confirmed(session.person, id, { act: "resolve", request: id, resolution }, form);
        const answer =
          resolution === null || typeof person === "string" ? null : await people.resolve(person, id, resolution);
        if (answer?.ok) return redirectTo(request, `/approvals/${encodeURIComponent(id)}`);
        if (answer?.error === "sign-in-again") return askForSignIn(request, session, [answer.message], id);
        const problem = typeof person === "string" ? person : (answer?.message ?? "There is no such request for you.");
        return showRequest(request, session, id, { problems: [problem], choices: new Map() });
      }),
    );
}
