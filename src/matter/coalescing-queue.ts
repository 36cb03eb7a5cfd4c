/**
 * Runs tasks one after the other. A task replaces a waiting one of the same kind, so that there is never more than one
 * of each kind in memory, however long the running task takes.
 */
export class CoalescingQueue<Kind extends string> {
  readonly #waiting = new Map<Kind, () => Promise<unknown>>();
  readonly #onError: (error: unknown) => void;
  #isRunning = false;

  /** @param onError called with what a task throws or is rejected with; the tasks after it run all the same */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(kind: Kind, task: () => Promise<unknown>): void {
    this.#waiting.set(kind, task);
    if (!this.#isRunning) void this.#run();
  }

  /** Drops the tasks that wait. */
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
