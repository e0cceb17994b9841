import { apiClient, type DemoRole } from "@/e2e/fixtures/api";

/** Access tokens live five minutes; signing in is slow on purpose, so each is used by many for some of that. */
const reuseForMs = 150_000;
const retryAfterMs = 100;

/** One token a role at a time, for all clients of it. */
export class Tokens {
  readonly #url: string;
  readonly #known = new Map<DemoRole, { token: Promise<string>; mintedMs: number }>();

  constructor(url: string) {
    this.#url = url;
  }

  /** Resolves when the server gives one; asks until it does, at most for half a minute. */
  of(role: DemoRole): Promise<string> {
    const known = this.#known.get(role);
    if (known && performance.now() - known.mintedMs < reuseForMs) return known.token;
    const token = this.#mint(role);
    this.#known.set(role, { token, mintedMs: performance.now() });
    token.catch(() => this.#known.delete(role));
    return token;
  }

  async #mint(role: DemoRole): Promise<string> {
    const endMs = performance.now() + 30_000;
    for (;;) {
      try {
        return (await apiClient(this.#url, role)).token;
      } catch (error) {
        if (performance.now() > endMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
      }
    }
  }
}
