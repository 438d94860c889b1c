/** `/approvals/editors`: the page on which a person lets an editor decide in their name, and its forms. */
import { pairingPath } from "@drawbridge/contracts/pairing";
import { type Context, Hono } from "hono";
import { redirectTo } from "../page/page-address.ts";
import type { AllowRefusal } from "../pairing/pairing.ts";
import { stateOf } from "../pairing/pairing.ts";
import type { Pairings } from "../pairing/pairings.ts";
import type { ReturnPage } from "../routes/sign-in.ts";
import { answerNotice, answerPage, ownText } from "./answer.ts";
import { pairingPage } from "./pages/editors.ts";
import { isFresh, type RouteGuards } from "./route-guards.ts";
import type { Session } from "./sessions.ts";
import { goOn } from "./sign-in-routes.ts";

export interface EditorParts {
  readonly guards: RouteGuards;
  readonly pairings: Pairings;
  readonly editors: ReturnPage;
}

/**
 * Seconds after a sign-in in which an Allow counts: the page opens within five minutes of the sign-in, and reading
 * takes time.
 */
const allowSeconds = 600;

export function editorRoutes({ guards, pairings, editors }: EditorParts): Hono {
  const toInbox = { href: "/approvals", label: "To your approvals" };
  const over = (request: Context, session: Session) =>
    answerNotice(
      request,
      session,
      404,
      "No editor waits here",
      ["It was allowed already, was refused, or has waited too long. Nothing was done. Begin again in your editor."],
      toInbox,
    );
  const show = async (request: Context, session: Session, id: string, problem: string | null): Promise<Response> => {
    const pairing = await pairings.find(id);
    if (pairing === null || stateOf(pairing, new Date()) !== "waiting") return over(request, session);
    await pairings.opened(id);
    const { person, formToken } = session;
    const body = pairingPage({
      ...{ pairing, user: ownText(person), formToken, problem, pageAt: request.var.pageAt },
      anotherUser: guards.freshSignIn(session, pairingPath(id), true),
    });
    return answerPage(request, session, { title: "Allow an editor", status: problem === null ? 200 : 422 }, body);
  };

  return new Hono()
    .get("/approvals/editors/:id", (request) =>
      guards.freshPage(request, (session) => show(request, session, request.req.param("id"), null)),
    )
    .post("/approvals/editors/:id", (request) =>
      guards.posted(request, async (session, form) => {
        const id = request.req.param("id");
        if (!isFresh(session, allowSeconds, Date.now())) {
          const sentence =
            "You signed in too long ago for this. Nothing was allowed: sign in again, then type the code.";
          return answerNotice(request, session, 403, "Sign in again", [sentence], {
            href: pairingPath(id),
            label: "Sign in again",
          });
        }
        const by = { person: session.person, tokens: session.tokens };
        const refusal = await pairings.allow(id, form.get("code") ?? "", by);
        if (refusal === "over") return over(request, session);
        if (refusal !== null) return show(request, session, id, problems[refusal]);
        const pairing = await pairings.find(id);
        const leg = pairing === null ? null : await editors.begin(request, pairing);
        if (leg !== null) return goOn(request, leg);
        const sentence = "It decides in your name from now on, and goes on by itself. You can close this page now.";
        return answerNotice(request, session, 200, "Your editor is allowed", [sentence], toInbox);
      }),
    )
    .post("/approvals/editors/:id/refuse", (request) =>
      guards.posted(request, async (session) => {
        await pairings.refuse(request.req.param("id"));
        const sentence =
          "It decides nothing in your name. If you did not click Sign In in an editor, tell the operator of Drawbridge at your company.";
        return answerNotice(request, session, 200, "The editor is refused", [sentence], toInbox);
      }),
    )
    .post("/approvals/editors/:id/revoke", (request) =>
      guards.posted(request, async ({ person }) => {
        await pairings.revoke(request.req.param("id"), person);
        return redirectTo(request, "/approvals");
      }),
    );
}

const problems: Readonly<Record<Exclude<AllowRefusal, "over">, string>> = {
  "wrong-code": "That is not the code. Type the eight letters that your editor shows.",
  "too-many": "You have allowed as many editors as one person may. Revoke one in your inbox, then type the code again.",
};
