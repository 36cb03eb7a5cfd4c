import type { Frame, TicMode } from '../reading.ts';
import type { Fault } from './fault.ts';
import type { Group } from './group.ts';
import { alike, type Layout, layoutLike, layoutOf, NO_LAYOUT } from './layout.ts';
import type { UnknownLabels } from './unknown-labels.ts';

/** What comes out of the line: frames, and what was refused. */
export type Decoded = { readonly kind: 'frame'; readonly frame: Frame } | Fault;

const ADDRESS = { historique: 'ADCO', standard: 'ADSC' } as const;

/** The longest frame of the specifications has some 70 groups (three-phase producer on Tempo). */
export const MOST_GROUPS = 128;
const NEVER = -1;

/**
 * Groups in, frames out. A frame stands between STX and ETX and names its meter; nothing else is one. The one licence:
 * a terminal in cooked mode turns each CR into LF and swallows ETX, so a frame without a single CR ends at the next STX.
 * A group whose label is not believed yet is withheld: nothing is wrong with it, so it is no refused one either.
 */
export class FrameAssembly {
  open = false;
  readonly #mode: TicMode;
  readonly #unknown: UnknownLabels;
  /** The first `#accepted` are of this frame, those after them of the last: nearly all of them come again. */
  #groups: Group[] = [];
  #accepted = 0;
  /** Groups that were refused or withheld, and those of them that were withheld. */
  #omitted = 0;
  #withheld = 0;
  /** What `#accepted` was when a group was last withheld. Where it equals `#accepted`, the last group was a withheld one. */
  #withheldAt = NEVER;
  cooked = true;
  /** The last frame that was whole, and whether this one has gone like it so far: nearly all do, to the end. */
  #last: Layout = NO_LAYOUT;
  #alike = true;

  constructor(mode: TicMode, unknown: UnknownLabels) {
    this.#mode = mode;
    this.#unknown = unknown;
  }

  /** STX. */
  begin(): Decoded | undefined {
    const hadGroups = this.open && this.#accepted + this.#omitted > 0;
    const before = hadGroups ? this.#cutAtNext() : undefined;
    this.open = true;
    this.#groups = this.#last.groups.slice();
    this.#accepted = 0;
    this.#omitted = 0;
    if (this.#withheld > 0) this.#forgetWithheld();
    this.#unknown.beginFrame();
    this.cooked = true;
    this.#alike = true;
    return before;
  }

  /** ETX. */
  end(): Decoded | undefined {
    return this.open ? this.#close() : undefined;
  }

  /** EOT: the meter breaks its frame off; the next thing is a new STX (02E §4.2). */
  interrupt(): Decoded | undefined {
    return this.#drop({ kind: 'interrupted' });
  }

  sawCarriageReturn(): void {
    this.cooked = false;
  }

  /** A group of this frame was accepted. */
  add(group: Group): Decoded | undefined {
    if (!this.open) return undefined;
    if (group === this.#last.groups[this.#accepted] && this.#alike) {
      // It stands there already: nearly all groups come again, to the end of the frame.
      this.#accepted += 1;
      return this.#bound();
    }
    return this.#addOther(group);
  }

  /** A label that comes twice shows that two frames have run into one: an ETX and an STX were lost. */
  #addOther(group: Group): Decoded | undefined {
    if (group.form === undefined && !this.#unknown.believes(group.label)) return this.#withhold();
    const at = this.#accepted;
    this.#alike &&= alike(group, this.#last.groups[at]);
    // No label came twice in the last frame, so none has in one that goes like it.
    if (!this.#alike && this.#has(group.label)) return this.#drop({ kind: 'merged', label: group.label });
    this.#groups[at] = group;
    this.#accepted = at + 1;
    return this.#bound();
  }

  #forgetWithheld(): void {
    this.#withheld = 0;
    this.#withheldAt = NEVER;
  }

  #withhold(): Decoded | undefined {
    this.#withheldAt = this.#accepted;
    this.#withheld += 1;
    this.#omitted += 1;
    return this.#bound();
  }

  /** A group of this frame was refused. */
  refuse(): Decoded | undefined {
    if (!this.open) return undefined;
    this.#omitted += 1;
    return this.#bound();
  }

  /** Characters stand between two groups: the last one was cut. Without a form it is taken back; its rest is refused. */
  doubtLast(): void {
    if (this.#withheldAt === this.#accepted) return;
    if (!this.open || this.#groups[this.#accepted - 1]?.form !== undefined || this.#accepted === 0) return;
    this.#accepted -= 1;
    this.#alike = false;
  }

  #has(label: string): boolean {
    return this.#groups.slice(0, this.#accepted).some((group) => group.label === label);
  }

  #bound(): Decoded | undefined {
    return this.#accepted + this.#omitted > MOST_GROUPS ? this.#drop({ kind: 'endless' }) : undefined;
  }

  #cutAtNext(): Decoded | undefined {
    return this.cooked ? this.#close() : this.#drop({ kind: 'cut' });
  }

  #close(): Decoded {
    this.open = false;
    const isLikeLast = this.#alike && this.#accepted === this.#last.groups.length;
    this.#groups.length = this.#accepted;
    this.#last = isLikeLast ? layoutLike(this.#last, this.#groups) : layoutOf(this.#groups);
    const { labels, horodates } = this.#last;
    const address = labels[ADDRESS[this.#mode]];
    if (address === undefined) return { kind: 'unaddressed' };
    return {
      kind: 'frame',
      frame: { mode: this.#mode, address, labels, horodates, refused: this.#omitted - this.#withheld },
    };
  }

  #drop(fault: Decoded): Decoded | undefined {
    const wasOpen = this.open;
    this.open = false;
    return wasOpen ? fault : undefined;
  }
}
