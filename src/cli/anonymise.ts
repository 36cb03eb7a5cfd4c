import type { TicMode } from '../reading/reading.ts';
import { decodeGroup } from '../tic/group.ts';
import { type DecodedPiece, ID_LABELS, type MadeUp, withMadeUpIds } from './made-up-ids.ts';

/** Replaces the ids of a meter and of its owner's grid connection in the bytes of a line, as they arrive. */
export interface Anonymiser {
  /** Takes the next bytes of the line and returns those that may be shown. Bytes before the first id are held until it arrives. */
  take(bytes: Uint8Array): Uint8Array;
  /** Ends the line. Returns the held bytes that may be shown. */
  end(): Uint8Array;
  /** The number of bytes that were dropped: no id was found in them, so it is unknown what to replace. */
  readonly withheld: number;
}

/** Control characters that delimit pieces of the line: an id never contains one. */
const [LF, CR, STX, ETX, EOT] = [0x0a, 0x0d, 0x02, 0x03, 0x04];
const BOUNDS: ReadonlySet<number> = new Set([LF, CR, STX, ETX, EOT]);
const MOST_HELD = 1_000_000;
const LONGEST_PIECE = 1024;

/**
 * An anonymiser for one opening of a line. The digits of ids and the checksums of their groups are replaced in place, with
 * matching parity bits. Bits that were wrong stay wrong, and every other byte stays as it is.
 */
export function anonymiser(mode: TicMode, madeUp: MadeUp): Anonymiser {
  const known = { mode, labels: new Set<string>(), ids: new Set<string>() };
  const frames = createFrames();
  let open: number[] = [];
  let held: DecodedPiece[] | undefined = [];
  let heldBytes = 0;
  let withheld = 0;

  function close(out: number[]): void {
    const bytes = Uint8Array.from(open);
    const piece = { bytes, group: decodeGroup(bytes, 0, bytes.length, mode) };
    open = [];
    learn(piece);
    frames.take(piece);
    if (held) hold(piece);
    else show(piece, out);
    if (held && isSure()) release(out);
  }

  function learn({ group }: DecodedPiece): void {
    if (group.kind !== 'group' || !ID_LABELS.has(group.label)) return;
    known.labels.add(group.label);
    known.ids.add(group.data);
  }

  /** Whether all ids of the line are known: the meter's and, in standard mode, the PRM, unless a whole frame arrived without it. */
  function isSure(): boolean {
    const hasAddress = known.labels.has('ADCO') || known.labels.has('ADSC');
    return hasAddress && (mode === 'historique' || known.labels.has('PRM') || frames.hasWhole);
  }

  function hold(piece: DecodedPiece): void {
    held?.push(piece);
    heldBytes += piece.bytes.length;
    if (heldBytes <= MOST_HELD) return;
    withheld += heldBytes;
    held = [];
    heldBytes = 0;
  }

  function release(out: number[]): void {
    for (const piece of held ?? []) show(piece, out);
    held = undefined;
    heldBytes = 0;
  }

  function show(piece: DecodedPiece, out: number[]): void {
    out.push(...withMadeUpIds(piece, known, madeUp));
  }

  return {
    take(bytes) {
      const out: number[] = [];
      for (const byte of bytes) {
        const isBound = BOUNDS.has(byte & 0x7f);
        if (isBound || open.length >= LONGEST_PIECE) close(out);
        open.push(byte);
        if (isBound) close(out);
      }
      return Uint8Array.from(out);
    },
    end() {
      const out: number[] = [];
      close(out);
      if (held && isSure()) release(out);
      withheld += heldBytes;
      return Uint8Array.from(out);
    },
    get withheld() {
      return withheld;
    },
  };
}

/** Looks for a whole frame: none of its groups was refused, and it contains the meter's address. */
function createFrames() {
  let isSpoilt = true;
  let hasAddress = false;
  let hasWhole = false;

  return {
    get hasWhole() {
      return hasWhole;
    },
    take({ bytes, group }: DecodedPiece): void {
      const [first = 0] = bytes;
      if (bytes.length > 1 || !BOUNDS.has(first & 0x7f)) {
        // A refused group may contain an id, and so may a group with an unknown label.
        if (group.kind !== 'group' || !group.format) isSpoilt ||= bytes.length > 0;
        else hasAddress ||= ID_LABELS.has(group.label);
        return;
      }
      const bound = first & 0x7f;
      if (bound === ETX) hasWhole ||= !isSpoilt && hasAddress;
      if (bound === LF || bound === CR) return;
      isSpoilt = bound !== STX;
      hasAddress = false;
    },
  };
}
