/**
 * Runs tasks one after another. A new task replaces a waiting task of the same kind, so there is never more than one of each kind in
 * memory, however long the running task takes.
 */
export class CoalescingQueue<Kind extends string> {
  readonly #waiting = new Map<Kind, () => Promise<unknown>>();
  readonly #onError: (error: unknown) => void;
  #isRunning = false;

  /** @param onError called with what a task throws or is rejected with; the tasks after it run nevertheless */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(kind: Kind, task: () => Promise<unknown>): void {
    this.#waiting.set(kind, task);
    if (!this.#isRunning) void this.#run();
  }

  /** Drops the waiting tasks. */
  clear(): void {
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Iterating over a Map also visits entries that are added meanwhile.
    for (const [kind, task] of this.#waiting) {
      this.#waiting.delete(kind);
      try {
        await task();
      } catch (error) {
        this.#onError(error);
      }
    }
    this.#isRunning = false;
  }
}
