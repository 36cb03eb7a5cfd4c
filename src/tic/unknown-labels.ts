/** How many labels that no specification names are accepted from one meter. A future meter may have a handful. */
export const MAX_UNKNOWN_LABELS = 32;
/** A label that does not come again within so many frames is forgotten. */
const REMEMBERED_FRAMES = 64;
/**
 * How many labels that have come once are remembered: all those of two frames, so that labels made by noise push out no
 * real one.
 */
const MAX_CANDIDATES = 256;

/**
 * The labels of one meter that no specification names, over all openings of its source. Noise on the line makes new
 * labels out of others without end, and each label that is accepted is a field of the database for ever. So a label is
 * accepted only once it has come in two frames, 64 frames apart at most.
 *
 * Invariant: there are never more than `MAX_UNKNOWN_LABELS` accepted labels and `MAX_CANDIDATES` others, and a label
 * that was accepted once stays accepted.
 */
export class UnknownLabels {
  readonly #accepted = new Set<string>();
  /** The labels that have come once, each with the number of its frame; the latest stands at the end. */
  readonly #candidates = new Map<string, number>();
  #frame = 0;
  #haveMore = false;

  /** Whether the meter has more labels than may be accepted. */
  get haveMore(): boolean {
    return this.#haveMore;
  }

  /** A new frame begins. */
  beginFrame(): void {
    this.#frame += 1;
  }

  /** Notes that a label came in this frame. Returns whether it is accepted, this time included. */
  noteAndCheck(label: string): boolean {
    if (this.#accepted.has(label)) return true;
    if (this.#haveMore) return false;
    const before = this.#candidates.get(label) ?? Number.NEGATIVE_INFINITY;
    const comesAgain = before < this.#frame && this.#frame - before <= REMEMBERED_FRAMES;
    return comesAgain ? this.#accept(label) : this.#remember(label);
  }

  #accept(label: string): boolean {
    this.#candidates.delete(label);
    this.#haveMore = this.#accepted.size >= MAX_UNKNOWN_LABELS;
    if (this.#haveMore) this.#candidates.clear();
    else this.#accepted.add(label);
    return !this.#haveMore;
  }

  #remember(label: string): false {
    this.#candidates.delete(label);
    this.#candidates.set(label, this.#frame);
    const [oldest] = this.#candidates.keys();
    if (oldest !== undefined && this.#candidates.size > MAX_CANDIDATES) this.#candidates.delete(oldest);
    return false;
  }
}
