import type { Log } from '../log.ts';
import type { Texts } from '../texts/texts.ts';
import { MOST_HELD } from './queue.ts';

/** The most texts that are remembered. A thread has some forty different ones. */
const MOST_TEXTS = 200;

/**
 * The log of the writer. It passes on what the thread says, except for repetition: a thread that was started again
 * finds out anew, for example, that the database does not answer. What an earlier thread has said already goes to the
 * debug log, until a thread has lived long enough to be well.
 */
export class WriterLog {
  readonly #log: Log;
  readonly #texts: Texts;
  /** What earlier threads have said. */
  #before: ReadonlySet<string> = new Set();
  /** What the present thread has said; undefined once it is well. */
  #now: Set<string> | undefined = new Set();
  #isFullSaid = false;

  constructor(log: Log, texts: Texts) {
    this.#log = log;
    this.#texts = texts;
  }

  threadBegins(): void {
    this.#before = this.#now ?? new Set();
    this.#now = new Set();
  }

  threadIsWell(): void {
    this.#before = new Set();
    this.#now = undefined;
  }

  threadSays(level: keyof Log, text: string): void {
    if (level === 'debug' || this.#isNew(text, level === 'error')) this.#log[level](text);
    else this.#log.debug(text);
  }

  /**
   * Two texts that differ only in their figures count as the same. Not so for errors: one may quote a line that is
   * stored nowhere else.
   */
  #isNew(text: string, isError: boolean): boolean {
    const key = isError ? text : text.replace(/\d+(?:[\u00a0\u202f]\d{3})*/g, '0');
    if (this.#now && this.#now.size < MOST_TEXTS) this.#now.add(key);
    return !this.#before.has(key);
  }

  /** The queue is full, so that Readings are left out. Said once until `lost`. */
  full(): void {
    if (!this.#isFullSaid) this.#log.warn(this.#texts.writer.full(MOST_HELD));
    this.#isFullSaid = true;
  }

  /** The queue is empty again, or the writer ends, after this many Readings were lost. */
  lost(count: number): void {
    if (count > 0) this.#log.warn(this.#texts.writer.lost(count));
    this.#isFullSaid = false;
  }

  /** The writer has stopped, and this many Readings may not be on disk, without a thread that could say so itself. */
  stopped(unwritten: number, hasThreadEnded: boolean): void {
    const says = hasThreadEnded ? this.#texts.journal.unwritten : this.#texts.writer.leftBehind;
    if (unwritten > 0) this.#log.warn(says(unwritten));
  }
}
