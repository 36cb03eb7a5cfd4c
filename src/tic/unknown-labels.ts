/** So many labels that no specification names are believed of one meter; a future meter may have a handful. */
export const MOST_UNKNOWN_LABELS = 32;
/** A label that has not come again within so many frames has come for the first time when it comes next. */
const REMEMBERED_FRAMES = 64;
/** Labels that have come once. Those of two frames fit (128 groups at most), so that made-up ones hide no real one. */
const MOST_CANDIDATES = 256;

/**
 * What is known of the labels of one meter that no specification names, over all openings of its source. An error in two
 * bits makes a label out of another one by chance, and a line may make up labels without an end; each label that is
 * believed is a field in the database for ever. So one is believed once it has come in two frames that are not far apart.
 *
 * Invariant: it never holds more than `MOST_UNKNOWN_LABELS` believed labels and `MOST_CANDIDATES` others, and what has
 * been believed once stays believed.
 */
export class UnknownLabels {
  readonly #believed = new Set<string>();
  /** The frame in which each label came that has come once, the one that came last at the end. */
  readonly #candidates = new Map<string, number>();
  #frame = 0;
  #haveMore = false;

  /** Whether another label came twice when no more could be believed. */
  get haveMore(): boolean {
    return this.#haveMore;
  }

  /** A new frame begins. */
  beginFrame(): void {
    this.#frame += 1;
  }

  /** Takes note that a label has come in this frame, and says whether it is believed. */
  believes(label: string): boolean {
    if (this.#believed.has(label)) return true;
    if (this.#haveMore) return false;
    const before = this.#candidates.get(label) ?? Number.NEGATIVE_INFINITY;
    const comesAgain = before < this.#frame && this.#frame - before <= REMEMBERED_FRAMES;
    return comesAgain ? this.#believe(label) : this.#remember(label);
  }

  #believe(label: string): boolean {
    this.#candidates.delete(label);
    this.#haveMore = this.#believed.size >= MOST_UNKNOWN_LABELS;
    if (this.#haveMore) this.#candidates.clear();
    else this.#believed.add(label);
    return !this.#haveMore;
  }

  #remember(label: string): false {
    this.#candidates.delete(label);
    this.#candidates.set(label, this.#frame);
    const [oldest] = this.#candidates.keys();
    if (oldest !== undefined && this.#candidates.size > MOST_CANDIDATES) this.#candidates.delete(oldest);
    return false;
  }
}
