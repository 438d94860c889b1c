/**
 * Selects the upstream of one host for one server, by the era that the server speaks. The first request probes the era,
 * and a server that turns out to speak another is probed again (versioning: "re-probing if the cached assumption fails").
 */
import type { Failure } from "../../kernel/failure.ts";
import type { Era } from "../eras/names.ts";
import { LegacyUpstream } from "./legacy-upstream.ts";
import { ModernUpstream } from "./modern-upstream.ts";
import { probe } from "./probe.ts";
import type { HostRequest, Reply, Upstream, UpstreamParts } from "./upstream.ts";

export class UpstreamSelector {
  readonly #parts: UpstreamParts;
  readonly #signal: AbortSignal;
  #upstream: Upstream | null = null;
  #learning: Promise<Failure | null> | null = null;
  #confirmed = false;

  /** `signal` aborts when the host is gone. */
  constructor(parts: UpstreamParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** The upstream, where there is one already. */
  get upstream(): Upstream | null {
    return this.#upstream;
  }

  /** The upstream, in the era it speaks; or why it cannot be reached. */
  async reach(): Promise<Upstream | Failure> {
    if (this.#upstream) return this.#upstream;
    if (this.#parts.serverFacts.facts === null) {
      const failure = await this.learn();
      if (failure) return failure;
    }
    return this.#upstream ?? this.#connect(this.#parts.serverFacts.facts?.era ?? "legacy");
  }

  /** Asks the upstream; once more where it speaks the other era by now, for then nothing ran. As `Upstream.call`. */
  async ask(request: HostRequest): Promise<Reply> {
    const upstream = this.#upstream ?? (await this.reach());
    if ("code" in upstream) return { kind: "failure", failure: upstream };
    request.signal.throwIfAborted();
    const reply = await upstream.call(request);
    if (reply.kind !== "other-era") return reply;
    // Unless another call has found out meanwhile.
    const failure = this.#learning || this.#upstream === upstream ? await this.learn() : null;
    if (failure) return { kind: "failure", failure };
    const now = this.#connect(this.#parts.serverFacts.facts?.era ?? upstream.era);
    const again = now.era === upstream.era ? reply : await now.call(request);
    return again.kind === "other-era" ? again.otherwise : again;
  }

  /** Looks once, behind, whether a server that is known from before is still what it was. */
  confirm(): void {
    if (this.#confirmed) return;
    this.#confirmed = true;
    void this.learn();
  }

  /** Finds out the era, and with it the server's own words. One at a time; answers why not. */
  learn(): Promise<Failure | null> {
    this.#learning ??= this.#learn().finally(() => {
      this.#learning = null;
    });
    return this.#learning;
  }

  async #learn(): Promise<Failure | null> {
    const found = await probe(this.#parts, this.#signal).catch(() => null);
    if (found === null) return { code: "unreachable", message: "The agent is gone." };
    if (found.kind === "failure") return found.failure;
    this.#confirmed = true;
    if (found.kind === "modern") {
      this.#parts.serverFacts.setFacts(found.facts);
      return null;
    }
    // A legacy server says who it is when a session opens, which is the one that the host goes on to use.
    const upstream = this.#connect("legacy");
    const session = upstream instanceof LegacyUpstream ? await upstream.open() : null;
    return session && "code" in session ? session : null;
  }

  #connect(era: Era): Upstream {
    if (this.#upstream?.era === era) return this.#upstream;
    this.#upstream?.close();
    this.#upstream = era === "modern" ? new ModernUpstream(this.#parts) : new LegacyUpstream(this.#parts);
    if (this.#signal.aborted) this.#upstream.close();
    return this.#upstream;
  }

  /** Ends what is open; the next request opens it anew. */
  close(): void {
    this.#upstream?.close();
    this.#upstream = null;
  }
}
