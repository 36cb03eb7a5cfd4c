/**
 * Only this file decides whether a group is accepted.
 * A group is accepted as a whole or refused as a whole. It is accepted if all of this holds:
 * - It has at most 128 characters.
 * - Each of them is allowed on the TIC and, if the line carries parity, has the right parity.
 * - LF precedes it, and CR follows it (or LF, behind a terminal that turns each CR into LF).
 * - It consists of a label, a horodate if the label has one, data and a checksum, separated by the mode's separator.
 * - The checksum is right.
 * - The data have exactly the format of the label.
 *
 * Two kinds of groups must also come twice:
 * - A text with lower-case letters, or the group with the same label that comes in the same place of a later frame. It is refused until the
 *   same bytes have been in that place before.
 * - A label that is in no specification. It is withheld, which is not the same as refused, until it comes in a second frame (outside of a
 *   frame, where groups only show whether the mode is right, it is accepted at once); and only 32 such labels are accepted from one meter
 *   (`unknown-labels.ts`). It is refused right after a group that was cut by a stray LF, and right before characters outside of a group: it
 *   may be part of a cut group, and no format shows that it is not.
 *
 * The reason for these rules: of all single and double bit errors in one group, parity, checksum and format miss exactly one kind, which
 * turns another character of a text into a lower-case letter, or the reverse (`data-format.ts`). Other double errors turn characters into
 * CR or LF and cut the group in two; in one of 64 cases such a part has a right checksum by chance. `test/tic/errors.property.test.ts`
 * tries them all. One error goes unnoticed: if a text has just one lower-case letter, and that letter is hit in the very first frame.
 */
import type { TicMode } from '../reading/reading.ts';
import type { GroupFault } from './fault.ts';
import { MAX_GROUPS } from './frame.ts';
import { decodeGroup, type Group } from './group.ts';
import type { UnknownLabels } from './unknown-labels.ts';

/** The most characters that a group may have. The longest group of the specifications, PJOURF+1, has 109. */
export const MAX_GROUP_LENGTH = 128;

/** The characters between two control characters of a line, `line[from..to)`. There is at least one. */
export interface LinePiece {
  readonly line: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Whether LF precedes it. */
  readonly isAfterLf: boolean;
  /**
   * How it ended: with the end of a group (CR, or an LF on a line without CR), an LF on a line that does have CR, or another control
   * character.
   */
  readonly end: 'groupEnd' | 'strayLf' | 'other';
  /** Why a character was refused: its parity is wrong, or it is not allowed on the TIC. */
  readonly characterFault: 'parity' | 'malformed' | undefined;
}

/** `ignored`: it is neither in a group nor in a frame, for example if reading began in the middle of a group. */
export type Decision = Group | GroupFault | { readonly kind: 'withheld' } | { readonly kind: 'ignored' };

const MALFORMED = { kind: 'malformed' } as const;
const WITHHELD = { kind: 'withheld' } as const;
const IGNORED = { kind: 'ignored' } as const;

/** What is known about one place in the frame: that of its first group, of its second, and so on. */
export class FramePlace {
  /** The group that was last accepted in this place. */
  group: Group | undefined;
  /** Its bytes are `bytes[from..from + length)`. If the length is 0, there is nothing to compare with. */
  readonly bytes: Uint8Array;
  readonly from: number;
  length = 0;
  /** The bytes of a group that has come once, and that is accepted if it comes again. */
  unconfirmed: Uint8Array | undefined;

  /** @param bytes an array that all places share; this place begins at `from` */
  constructor(bytes: Uint8Array, from: number) {
    this.bytes = bytes;
    this.from = from;
  }
}

/**
 * Decides on the groups of one line, one after the other. Nearly all groups repeat the group in their place of the previous frame, byte for
 * byte. These are accepted again without being decoded, since all rules except those on unknown labels depend only on the bytes and on the
 * line's parity. That makes the decoder three times as fast (DECISIONS.md describes what else was tried).
 */
export class Acceptance {
  readonly #mode: TicMode;
  readonly #unknown: UnknownLabels;
  /** One place more than a frame can have groups: all groups after the last allowed one share it. */
  readonly #places: FramePlace[] = [];
  readonly #bytes = new Uint8Array((MAX_GROUPS + 1) * MAX_GROUP_LENGTH);
  #at = 0;
  /** Whether the previous group was cut by an LF. */
  #isAfterCutGroup = false;

  constructor(mode: TicMode, unknown: UnknownLabels) {
    this.#mode = mode;
    this.#unknown = unknown;
    this.#addPlace();
  }

  /** The place of the group that is being read. */
  get place(): FramePlace {
    return this.#places[this.#at] as FramePlace;
  }

  /** STX: the next group is in the first place. */
  beginFrame(): void {
    this.#at = 0;
    this.#isAfterCutGroup = false;
    this.#unknown.beginFrame();
  }

  /** To be called when the line turns out to carry parity, or to have lost it: what was accepted before must be checked again. */
  parityChanged(): void {
    for (const place of this.#places) place.length = 0;
  }

  /** Decides on a piece of the line. `isInFrame`: a frame has begun and has not ended. */
  decide(piece: LinePiece, isInFrame: boolean): Decision {
    const decision = piece.isAfterLf || isInFrame ? this.#decideOn(piece, isInFrame) : IGNORED;
    this.#isAfterCutGroup = piece.end === 'strayLf';
    // A refused group has its place as well; otherwise each group after it would be compared with the wrong one.
    if (piece.isAfterLf) this.#toNextPlace();
    return decision;
  }

  /** Decides on a group that has the same bytes as the known group in its place, with LF before it and CR after it. */
  decideOnRepeated({ group }: FramePlace, isInFrame: boolean): Decision {
    const decision = this.#decideOnLabel(group as Group, isInFrame);
    this.#isAfterCutGroup = false;
    this.#toNextPlace();
    return decision;
  }

  /** Whether the last group of the frame is removed again if characters outside of a group follow: they may have been cut from it. */
  takesBack(last: Group | undefined): boolean {
    return last !== undefined && isUnknown(last);
  }

  #decideOn(piece: LinePiece, isInFrame: boolean): Decision {
    const { line, from, to } = piece;
    if (to - from > MAX_GROUP_LENGTH) return { kind: 'overlong' };
    if (piece.characterFault) return { kind: piece.characterFault };
    if (!piece.isAfterLf || piece.end === 'other') return MALFORMED;

    const { place } = this;
    const repeated = isRepeated(piece, place) ? place.group : undefined;
    const group = repeated ?? decodeGroup(line, from, to, this.#mode, place.group);
    if (group.kind !== 'group') return group;
    if (this.#isBesideRemainder(group)) return MALFORMED;
    if (!repeated && mustRepeat(group, place) && !hasComeBefore(piece, place)) {
      // Refused and not withheld: the label is in the specification, so the frame must show that its value is unknown. A copy of the bytes:
      // `slice` of a Buffer is only another view of them.
      place.unconfirmed = Uint8Array.from(line.subarray(from, to));
      return { kind: 'form', label: group.format && group.label, data: group.data };
    }
    if (!repeated) remember(piece, group, place);
    return this.#decideOnLabel(group, isInFrame);
  }

  #decideOnLabel(group: Group, isInFrame: boolean): Decision {
    if (!isUnknown(group)) return group;
    if (this.#isBesideRemainder(group)) return MALFORMED;
    return !isInFrame || this.#unknown.noteAndCheck(group.label) ? group : WITHHELD;
  }

  #isBesideRemainder(group: Group): boolean {
    return this.#isAfterCutGroup && isUnknown(group);
  }

  #toNextPlace(): void {
    if (this.#at >= MAX_GROUPS) return;
    this.#at += 1;
    if (this.#at === this.#places.length) this.#addPlace();
  }

  #addPlace(): void {
    this.#places.push(new FramePlace(this.#bytes, this.#places.length * MAX_GROUP_LENGTH));
  }
}

function isUnknown(group: Group): boolean {
  return group.format === undefined;
}

/** Compares from the end, since a changed group usually differs in its checksum. */
function isRepeated({ line, from, to }: LinePiece, place: FramePlace): boolean {
  if (to - from !== place.length) return false;
  const offset = place.from - from; // of the known bytes to those of the line
  let at = to - 1;
  while (at >= from && line[at] === place.bytes[at + offset]) at -= 1;
  return at < from;
}

function mustRepeat(group: Group, { group: last }: FramePlace): boolean {
  return group.mustRepeat || (last?.mustRepeat === true && last.label === group.label);
}

function hasComeBefore({ line, from, to }: LinePiece, { unconfirmed }: FramePlace): boolean {
  return unconfirmed?.length === to - from && unconfirmed.every((byte, at) => byte === line[from + at]);
}

function remember({ line, from, to }: LinePiece, group: Group, place: FramePlace): void {
  const offset = place.from - from;
  for (let at = from; at < to; at += 1) place.bytes[at + offset] = line[at] as number;
  place.length = to - from;
  place.group = group;
}
