/** Requests to one container by its address on the network, as a probe sends them; its certificate is checked by its name. */
import { request } from "node:https";
import { z } from "zod";

export interface Inside {
  /** The container's IP address. */
  readonly host: string;
  readonly port: number;
  /** Its name on the network, which its certificate has. */
  readonly name: string;
  /** PEM. */
  readonly authority: string;
}

export interface Question {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The text of an answer 200. Throws for every other answer. */
export function textFrom({ host, port, name, authority: ca }: Inside, question: Question): Promise<string> {
  const { method = "GET", path, body = "" } = question;
  const headers = { ...question.headers, host: `${name}:${port}` };
  return new Promise((done, failed) => {
    const message = request({ host, port, path, method, headers, servername: name, ca, agent: false }, (answer) => {
      answer.toArray().then((parts) => {
        const text = parts.join("");
        if (answer.statusCode === 200) done(text);
        else failed(new Error(`${name} answered ${answer.statusCode}: ${text}`));
      }, failed);
    });
    message.on("error", failed).end(body);
  });
}

const Page = z.object({ nextUri: z.string().optional(), data: z.array(z.unknown()).default([]) });

/** Whether the engine reads a table: it says that it has started seconds before it has a worker. */
export async function readsTables(engine: Inside): Promise<boolean> {
  const headers = { "x-presto-user": "ada" };
  const statement = { method: "POST", path: "/v1/statement", headers, body: "SELECT count(*) FROM tpch.tiny.region" };
  let page = Page.parse(JSON.parse(await textFrom(engine, statement)));
  let rows = page.data.length;
  while (page.nextUri !== undefined) {
    const { pathname, search } = new URL(page.nextUri);
    page = Page.parse(JSON.parse(await textFrom(engine, { path: `${pathname}${search}`, headers })));
    rows += page.data.length;
  }
  return rows === 1;
}
