/**
 * Selects the upstream of one host for one server, by the era that the server speaks. The first request probes the era.
 * A server that turns out to speak the other era is probed again (versioning: "re-probing if the cached assumption
 * fails").
 */
import type { Failure } from "../../kernel/failure.ts";
import { failed, type Result, valued } from "../../kernel/result.ts";
import type { Era } from "../eras/names.ts";
import { LegacyUpstream } from "./legacy-upstream.ts";
import { ModernUpstream } from "./modern-upstream.ts";
import { probe } from "./probe.ts";
import type { HostRequest, Reply, Upstream, UpstreamParts } from "./upstream.ts";

/** The failures of a server that could not be reached, or not to the end. */
const isAway: ReadonlySet<Failure["code"]> = new Set(["unreachable", "may-have-run", "timed-out"]);

export class UpstreamSelector {
  readonly #parts: UpstreamParts;
  readonly #signal: AbortSignal;
  #upstream: Upstream | null = null;
  #learning: Promise<Failure | null> | null = null;
  #confirmed = false;
  /** Whether the server could not be reached since its last answer, so that changes may have been missed. */
  #missed = false;

  /** `signal` aborts when the host is gone. */
  constructor(parts: UpstreamParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** The upstream; null if there is none yet. */
  get upstream(): Upstream | null {
    return this.#upstream;
  }

  /** Returns the upstream, in the era that it speaks, or why it cannot be reached. */
  async reach(): Promise<Result<Upstream>> {
    if (this.#upstream) return valued(this.#upstream);
    if (this.#parts.serverFacts.facts === null) {
      const failure = await this.learn();
      if (failure) return failed(failure);
    }
    return valued(this.#upstream ?? this.#connect(this.#parts.serverFacts.facts?.era ?? "legacy"));
  }

  /**
   * Sends the request to the upstream. If the upstream now speaks the other era, nothing ran, so it is sent once more.
   * Rejects as `Upstream.call` does.
   */
  async ask(request: HostRequest): Promise<Reply> {
    const reply = await this.#ask(request);
    if (reply.kind === "failure") {
      this.#missed ||= isAway.has(reply.failure.code);
    } else if (this.#missed) {
      this.#missed = false;
      void this.#parts.host.relist();
    }
    return reply;
  }

  async #ask(request: HostRequest): Promise<Reply> {
    const reached = await this.reach();
    if (reached.kind === "failure") return reached;
    const upstream = reached.value;
    request.signal.throwIfAborted();
    const reply = await upstream.call(request);
    if (reply.kind !== "other-era") return reply;
    // Find out the era, unless another call has done so meanwhile.
    const failure = this.#learning || this.#upstream === upstream ? await this.learn() : null;
    if (failure) return failed(failure);
    const now = this.#connect(this.#parts.serverFacts.facts?.era ?? upstream.era);
    const again = now.era === upstream.era ? reply : await now.call(request);
    return again.kind === "other-era" ? again.otherwise : again;
  }

  /** Checks once, in the background, whether the stored facts of a server are still true. */
  confirm(): void {
    if (this.#confirmed) return;
    this.#confirmed = true;
    void this.learn();
  }

  /** Finds out the era, and the server's description of itself. One probe at a time. Returns why it failed, or null. */
  learn(): Promise<Failure | null> {
    this.#learning ??= this.#learn().finally(() => {
      this.#learning = null;
    });
    return this.#learning;
  }

  async #learn(): Promise<Failure | null> {
    const era = await probe(this.#parts, this.#signal).catch(() => null);
    if (era === null) return { code: "unreachable", message: "The agent is gone." };
    if (era.kind === "failure") return era.failure;
    this.#confirmed = true;
    if (era.kind === "modern") {
      this.#parts.serverFacts.setFacts(era.facts);
      return null;
    }
    // A legacy server describes itself when a session opens. The host then uses this session.
    const upstream = this.#connect("legacy");
    const session = upstream instanceof LegacyUpstream ? await upstream.open() : null;
    return session?.kind === "failure" ? session.failure : null;
  }

  #connect(era: Era): Upstream {
    const before = this.#upstream;
    if (before?.era === era) return before;
    before?.close();
    const upstream = era === "modern" ? new ModernUpstream(this.#parts) : new LegacyUpstream(this.#parts);
    this.#upstream = upstream;
    if (this.#signal.aborted) upstream.close();
    else if (before) this.#parts.host.replaced();
    return upstream;
  }

  /** Closes the upstream. The next request opens it again. */
  close(): void {
    this.#upstream?.close();
    this.#upstream = null;
  }
}
