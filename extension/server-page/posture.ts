/** A server's security summary, as far as the registry knows it. Pure. */
import { formatEffect } from "@drawbridge/contracts/approvals/format";
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import { editorText } from "../editor-text.ts";
import type { Section } from "./server-sections.ts";

/** The registry's entry holds no reviews and no pinned definitions yet. The page says so, because a reader could take a missing line for a yes. */
export function posture({ sensitivity, tools }: MyServer): Section {
  const effects = (["read", "write", "destructive"] as const).filter((each) =>
    tools.some(({ effect }) => effect === each),
  );
  const none = [{ text: l10n.t("no review recorded") }];
  return {
    kind: "facts",
    title: l10n.t("Posture"),
    facts: [
      [l10n.t("Data"), [{ text: sensitivity }]],
      [
        l10n.t("Its tools"),
        [
          {
            text:
              effects.length === 0
                ? l10n.t("not shown to you")
                : effects.map((each) => formatEffect(each, editorText)).join(", "),
          },
        ],
      ],
      [l10n.t("Tool definitions"), [{ text: l10n.t("no digest pinned") }]],
      [l10n.t("Security review"), none],
      [l10n.t("Legal and privacy review"), none],
      [l10n.t("GenAI review"), none],
    ],
  };
}
