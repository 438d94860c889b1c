/** A host of either era on a real bridge. The transcript holds every message that the host sends and receives. */
import { type JsonObject, objectAt } from "../../../proxy/kernel/json.ts";
import type { RawAgent } from "../agents/raw-agent.ts";
import { until } from "../clocks/until.ts";
import type { Place, Transcript } from "./transcript.ts";

export type HostEra = "legacy" | "modern";

/** What the host answers to a question, by its method. */
export type Answers = Readonly<Record<string, JsonObject>>;

export class Host {
  readonly era: HostEra;
  readonly #agent: RawAgent;
  readonly #transcript: Transcript;
  readonly #capabilities: JsonObject;
  #answers: Answers = {};

  constructor(era: HostEra, agent: RawAgent, transcript: Transcript, capabilities: JsonObject) {
    this.era = era;
    this.#agent = agent;
    this.#transcript = transcript;
    this.#capabilities = capabilities;
    agent.onMessage = (message) => transcript.add("bridge → host", message);
    agent.onSend = (message) => transcript.add("host → bridge", message);
    agent.onRequest = ({ method }) => this.#answers[String(method)] ?? null;
  }

  /** Sends the host's first messages, and waits for everything that follows with a server of that era. */
  async begin(server: HostEra): Promise<void> {
    if (this.era === "modern") {
      await this.request("server/discover");
    } else {
      const clientInfo = { name: "golden", version: "1" };
      await this.request("initialize", { protocolVersion: "2025-11-25", capabilities: this.#capabilities, clientInfo });
      this.notify("notifications/initialized");
    }
    if (server === "legacy") await this.until("bridge → server", '"GET"');
    else if (this.era === "legacy") await this.until("server → bridge", "subscriptions/acknowledged");
  }

  /** Waits until `times` messages with `words` have passed at `place`, and then until no more messages come. */
  async until(place: Place, words: string, times = 1): Promise<void> {
    await until(`${place}: ${words}`, () => this.#transcript.count(place, words) >= times);
    await this.quiet();
  }

  /** Sends a request and answers its questions: a legacy host answers meanwhile, a modern one sends the request again. */
  async request(method: string, params: JsonObject = {}, answers: Answers = {}): Promise<JsonObject> {
    this.#answers = answers;
    let response = await this.#send(method, params);
    while (objectAt(response, "result").resultType === "input_required") {
      const { inputRequests, requestState } = objectAt(response, "result");
      const questions = Object.entries(
        typeof inputRequests === "object" && inputRequests !== null ? inputRequests : {},
      );
      const inputResponses = Object.fromEntries(
        questions.map(([key, question]) => [key, answers[question.method] ?? {}]),
      );
      response = await this.#send(method, {
        ...params,
        inputResponses,
        ...(requestState !== undefined && { requestState }),
      });
    }
    await this.quiet();
    return response;
  }

  #send(method: string, params: JsonObject): Promise<JsonObject> {
    return this.#agent.request(method, this.#worded(params));
  }

  /** Gives the next request this id, regardless of how many requests there were. */
  numberFrom(id: number): void {
    this.#agent.numberFrom(id);
  }

  /** Sends a request without waiting for the answer, and returns its id. */
  start(method: string, params: JsonObject = {}): number {
    const id = this.#agent.nextId();
    this.#agent.send({ id, method, params: this.#worded(params) });
    return id;
  }

  notify(method: string, params?: JsonObject): void {
    this.#agent.send({ method, ...(params && { params }) });
  }

  #worded(params: JsonObject): JsonObject {
    if (this.era === "legacy") return params;
    const own = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "golden", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": this.#capabilities,
    };
    return { ...params, _meta: { ...own, ...objectAt(params, "_meta") } };
  }

  /** Waits until no more messages pass anywhere. */
  async quiet(): Promise<void> {
    await until("all is said", () => this.#transcript.quietFor > 120);
  }

  close(): Promise<unknown> {
    return this.#agent.close();
  }
}
