import type { Frame, TicMode } from '../reading/reading.ts';
import { fastToCopy } from './fast-to-copy.ts';
import type { Fault } from './fault.ts';
import type { Group } from './group.ts';

/** The results of decoding a line: frames and faults. */
export type Decoded = { readonly kind: 'frame'; readonly frame: Frame } | Fault;

/** The labels of the meter's address: 02E §5.2, 54E §6.2.1. */
const ADDRESS = { historique: 'ADCO', standard: 'ADSC' } as const;

/** The most groups that a frame may have. The longest frame of the specifications has about 70 (three-phase producer on Tempo). */
export const MAX_GROUPS = 128;
const NEVER = -1;

/**
 * Collects the accepted groups of a line into frames. A frame lies between STX and ETX and contains the address of its meter. There is one
 * exception: a terminal in cooked mode turns each CR into LF and swallows ETX, so a frame without any CR ends at the next STX.
 */
export class FrameAssembly {
  /** Whether a frame has begun and has not ended. */
  isOpen = false;
  /** Whether the frame has had no CR so far. Behind a terminal in cooked mode it never has one. */
  hasNoCarriageReturn = true;
  readonly #mode: TicMode;
  /**
   * The first `#accepted` are the groups of this frame, and the rest those of the previous frame. An array that has its length from the
   * start needs a third less memory per frame than one that grows.
   */
  #groups: Group[] = [];
  #accepted = 0;
  /** The contents of the previous frame. */
  #before: Contents = { groups: [], labels: {}, horodates: {} };
  /** Whether this frame has had the same labels as the previous frame so far, in the same order. */
  #isLikeBefore = true;
  #refused = 0;
  #withheld = 0;
  /** How many groups had been accepted when one was last withheld. */
  #acceptedAtLastWithheld = NEVER;

  constructor(mode: TicMode) {
    this.#mode = mode;
  }

  /** The last accepted group of the open frame, unless one was withheld after it. */
  get lastGroup(): Group | undefined {
    const wasWithheld = this.#accepted === this.#acceptedAtLastWithheld;
    return this.isOpen && !wasWithheld ? this.#groups[this.#accepted - 1] : undefined;
  }

  /** STX. Returns the result of the previous frame, if that is still open. */
  begin(): Decoded | undefined {
    const decoded = this.isOpen && this.#count() > 0 ? this.#cutByStx() : undefined;
    this.isOpen = true;
    this.hasNoCarriageReturn = true;
    this.#groups = this.#before.groups.slice();
    this.#accepted = 0;
    this.#isLikeBefore = true;
    this.#refused = 0;
    this.#withheld = 0;
    this.#acceptedAtLastWithheld = NEVER;
    return decoded;
  }

  /** ETX. */
  end(): Decoded | undefined {
    return this.isOpen ? this.#close() : undefined;
  }

  /** EOT: the meter interrupts its frame, and begins the next one with a new STX (02E §4.2). */
  interrupt(): Decoded | undefined {
    return this.#drop({ kind: 'interrupted' });
  }

  noteCarriageReturn(): void {
    this.hasNoCarriageReturn = false;
  }

  /** Adds an accepted group. If a label comes twice, two frames have run into one: an ETX and an STX were lost. */
  add(group: Group): Decoded | undefined {
    if (!this.isOpen) return undefined;
    if (this.#isLikeBefore) this.#isLikeBefore = isAlike(group, this.#before.groups[this.#accepted]);
    // No label came twice in the previous frame, so none has in one that is like it.
    if (!this.#isLikeBefore && this.#has(group.label)) return this.#drop({ kind: 'merged', label: group.label });
    this.#groups[this.#accepted] = group;
    this.#accepted += 1;
    return this.#dropIfEndless();
  }

  /** Records that a group was withheld. Nothing is wrong with it, so it does not count as refused. */
  withhold(): Decoded | undefined {
    if (!this.isOpen) return undefined;
    this.#withheld += 1;
    this.#acceptedAtLastWithheld = this.#accepted;
    return this.#dropIfEndless();
  }

  refuse(): Decoded | undefined {
    if (!this.isOpen) return undefined;
    this.#refused += 1;
    return this.#dropIfEndless();
  }

  /** Removes the last accepted group again. */
  takeBackLast(): void {
    this.#accepted -= 1;
    this.#isLikeBefore = false;
  }

  #has(label: string): boolean {
    return this.#groups.slice(0, this.#accepted).some((group) => group.label === label);
  }

  #count(): number {
    return this.#accepted + this.#refused + this.#withheld;
  }

  #dropIfEndless(): Decoded | undefined {
    return this.#count() > MAX_GROUPS ? this.#drop({ kind: 'endless' }) : undefined;
  }

  #cutByStx(): Decoded | undefined {
    return this.hasNoCarriageReturn ? this.#close() : this.#drop({ kind: 'cut' });
  }

  #close(): Decoded {
    this.isOpen = false;
    this.#groups.length = this.#accepted;
    const isLikeBefore = this.#isLikeBefore && this.#groups.length === this.#before.groups.length;
    this.#before = isLikeBefore ? contentsLike(this.#before, this.#groups) : contentsOf(this.#groups);
    const { labels, horodates } = this.#before;
    const address = labels[ADDRESS[this.#mode]];
    if (address === undefined) return { kind: 'unaddressed' };
    return { kind: 'frame', frame: { mode: this.#mode, address, labels, horodates, refused: this.#refused } };
  }

  #drop(fault: Fault): Fault | undefined {
    const wasOpen = this.isOpen;
    this.isOpen = false;
    return wasOpen ? fault : undefined;
  }
}

/** The groups of a frame, in order and by label. */
interface Contents {
  readonly groups: readonly Group[];
  readonly labels: { readonly [label: string]: string };
  readonly horodates: { readonly [label: string]: string };
}

function isAlike(group: Group, before: Group | undefined): boolean {
  if (group === before) return true;
  return group.label === before?.label && (group.horodate === undefined) === (before.horodate === undefined);
}

function contentsOf(groups: readonly Group[]): Contents {
  const dated = groups.filter(({ horodate }) => horodate !== undefined);
  const labels = Object.fromEntries(groups.map(({ label, data }) => [label, data]));
  const horodates = Object.fromEntries(dated.map(({ label, horodate }) => [label, horodate ?? '']));
  return { groups, labels: fastToCopy(labels), horodates: fastToCopy(horodates) };
}

/** The contents of groups that are like those of the previous frame: unchanged parts are shared with it, the rest is a copy. */
function contentsLike(before: Contents, groups: readonly Group[]): Contents {
  let labels: Record<string, string> | undefined;
  let horodates: Record<string, string> | undefined;
  for (let at = 0; at < groups.length; at += 1) {
    const group = groups[at] as Group;
    if (group === before.groups[at]) continue;
    labels ??= { ...before.labels };
    labels[group.label] = group.data;
    if (group.horodate === undefined) continue;
    horodates ??= { ...before.horodates };
    horodates[group.label] = group.horodate;
  }
  return { groups, labels: labels ?? before.labels, horodates: horodates ?? before.horodates };
}
