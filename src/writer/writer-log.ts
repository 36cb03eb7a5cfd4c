/** So many texts are known at most; a thread has some forty different ones to say. */
const MOST_TEXTS = 200;

/**
 * What the threads of a writer have said. One that is started again learns anew that a database is away: what the one before
 * it said already, but for its figures, is no news. A thread that is well has nothing in common with those before it.
 */
export class Said {
  #before: ReadonlySet<string> = new Set();
  #now: Set<string> | undefined = new Set();

  /** Another thread begins. */
  begin(): void {
    this.#before = this.#now ?? new Set();
    this.#now = new Set();
  }

  /** Whether it is news that the present thread says this. An error counts to the letter: it may be the only place that holds a line. */
  isNews(text: string, isError: boolean): boolean {
    const key = isError ? text : text.replace(/\d+/g, '0');
    if (this.#now && this.#now.size < MOST_TEXTS) this.#now.add(key);
    return !this.#before.has(key);
  }

  /** The present thread is well. */
  forget(): void {
    this.#before = new Set();
    this.#now = undefined;
  }
}
