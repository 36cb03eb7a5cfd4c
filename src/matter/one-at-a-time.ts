/**
 * Does one work after the other. Of each kind only the last that was given waits, in the place of the one before it: however
 * long a work takes, no more than one of each kind is ever kept.
 */
export class OneAtATime<Kind extends string> {
  readonly #waiting = new Map<Kind, () => Promise<unknown>>();
  readonly #failed: (error: unknown) => void;
  #isAtWork = false;

  /** @param failed hears of a work that throws or is rejected; the others go on */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  do(kind: Kind, work: () => Promise<unknown>): void {
    this.#waiting.set(kind, work);
    if (!this.#isAtWork) void this.#workOff();
  }

  /** Forgets what waits. */
  stop(): void {
    this.#waiting.clear();
  }

  async #workOff(): Promise<void> {
    this.#isAtWork = true;
    // What is given meanwhile comes up in the same loop.
    for (const [kind, work] of this.#waiting) {
      this.#waiting.delete(kind);
      try {
        await work();
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#isAtWork = false;
  }
}
