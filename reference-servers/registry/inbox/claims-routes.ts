/** `/approvals/claims`: how the registry reads the token of the person who is signed in at the inbox. */
import { Hono } from "hono";
import { redirectTo } from "../page/page-address.ts";
import { namedByRules, type RuleGroups } from "../rule-groups.ts";
import { answerPage } from "./answer.ts";
import type { IdentityTokens } from "./identity-tokens.ts";
import { claimsPage, claimsPath } from "./pages/claims.ts";
import type { RouteGuards } from "./route-guards.ts";
import { signInPath } from "./sign-in-path.ts";

export interface ClaimsParts {
  readonly guards: RouteGuards;
  readonly tokens: Pick<IdentityTokens, "readingOf">;
  readonly groups: RuleGroups;
}

export const claimsRoutes = ({ guards, tokens, groups: named }: ClaimsParts): Hono =>
  new Hono().get(claimsPath, (request) =>
    guards.page(request, async (session) => {
      const reading = await tokens.readingOf(session.tokens);
      if (reading === null) return redirectTo(request, signInPath({ to: claimsPath }));
      const { user, name = null, certain, groups: all } = session.person;
      const groups = await namedByRules(all, named);
      const content = { ...reading, user, name, certain, groups, groupCount: all.length, pageAt: request.var.pageAt };
      return answerPage(request, session, { title: "How your sign-in is read" }, claimsPage(content));
    }),
  );
