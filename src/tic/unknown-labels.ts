/** How many labels that are in no specification are accepted from one meter. A future meter may have a handful. */
export const MAX_UNKNOWN_LABELS = 32;
/** A label that does not come again within this many frames is forgotten. */
const REMEMBERED_FRAMES = 64;
/** How many labels that have come once are remembered: all those of two frames, so that labels made by noise do not displace real ones. */
const MAX_CANDIDATES = 256;

/**
 * The labels of one meter that are in no specification, over all openings of its source. Noise on the line keeps making new labels out of
 * others, and each label that is accepted is a field of the database for ever. So a label is only accepted once it has come in two frames,
 * at most 64 frames apart.
 * Invariant: there are never more than `MAX_UNKNOWN_LABELS` accepted labels and `MAX_CANDIDATES` others, and a label that was accepted once
 * stays accepted.
 */
export class UnknownLabels {
  readonly #accepted = new Set<string>();
  /** The labels that have come once, each with the number of its frame; the latest is at the end. */
  readonly #candidates = new Map<string, number>();
  #frame = 0;
  #haveMore = false;

  /** Whether the meter has more labels than may be accepted. */
  get haveMore(): boolean {
    return this.#haveMore;
  }

  /** To be called when a new frame begins. */
  beginFrame(): void {
    this.#frame += 1;
  }

  /** Records that a label came in this frame. Returns whether it is accepted, including this time. */
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
