import type { Frame, TicMode } from '../reading.ts';
import type { Fault } from './fault.ts';
import type { Group } from './group.ts';

/** What comes out of the line: frames, and what was refused. */
export type Decoded = { readonly kind: 'frame'; readonly frame: Frame } | Fault;

const ADDRESS = { historique: 'ADCO', standard: 'ADSC' } as const;

/** The longest frame of the specifications has some 70 groups (three-phase producer on Tempo). */
const MOST_GROUPS = 128;

/**
 * Groups in, frames out. A frame stands between STX and ETX and names its meter; nothing else is one. The one licence:
 * a terminal in cooked mode turns each CR into LF and swallows ETX, so a frame without a single CR ends at the next STX.
 */
export class FrameAssembly {
  open = false;
  readonly #mode: TicMode;
  #labels: Record<string, string> = {};
  #horodates: Record<string, string> = {};
  #groups = 0;
  #refused = 0;
  #cooked = true;

  constructor(mode: TicMode) {
    this.#mode = mode;
  }

  /** STX. */
  begin(): Decoded | undefined {
    const before = this.open && this.#groups > 0 ? this.#cutAtNext() : undefined;
    this.open = true;
    this.#labels = {};
    this.#horodates = {};
    this.#groups = 0;
    this.#refused = 0;
    this.#cooked = true;
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
    this.#cooked = false;
  }

  /** A label that comes twice shows that two frames have run into one: an ETX and an STX were lost. */
  add(group: Group): Decoded | undefined {
    if (!this.open) return undefined;
    if (this.#labels[group.label] !== undefined) return this.#drop({ kind: 'merged', label: group.label });
    this.#labels[group.label] = group.data;
    if (group.horodate !== undefined) this.#horodates[group.label] = group.horodate;
    return this.#count();
  }

  /** A group of this frame was refused. */
  refuse(): Decoded | undefined {
    if (!this.open) return undefined;
    this.#refused += 1;
    return this.#count();
  }

  #count(): Decoded | undefined {
    this.#groups += 1;
    return this.#groups > MOST_GROUPS ? this.#drop({ kind: 'endless' }) : undefined;
  }

  #cutAtNext(): Decoded | undefined {
    return this.#cooked ? this.#close() : this.#drop({ kind: 'cut' });
  }

  #close(): Decoded {
    this.open = false;
    const address = this.#labels[ADDRESS[this.#mode]];
    if (address === undefined) return { kind: 'unaddressed' };
    return {
      kind: 'frame',
      frame: {
        mode: this.#mode,
        address,
        labels: this.#labels,
        horodates: this.#horodates,
        refused: this.#refused,
      },
    };
  }

  #drop(fault: Decoded): Decoded | undefined {
    const wasOpen = this.open;
    this.open = false;
    return wasOpen ? fault : undefined;
  }
}
