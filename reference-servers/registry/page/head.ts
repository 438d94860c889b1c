/** The head of every page of the registry. */
import { html } from "hono/html";
import type { PageAddress } from "./page-address.ts";

/** `more` are this page's own elements. */
export const head = (title: string, pageAt: PageAddress, more: ReturnType<typeof html> | "" = "") => html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${pageAt("/style.css")}" />
    ${more}
  </head>`;
