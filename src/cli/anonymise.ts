import type { TicMode } from '../reading.ts';
import { decodeGroup } from '../tic/group.ts';
import { ID_LABELS, type LinePiece, type MadeUp, withMadeUpIds } from './made-up-ids.ts';

/** Takes the ids of a meter and of its owner's connection out of a line's bytes, as they come. */
export interface Anonymiser {
  /** Takes the next bytes of the line, and gives those that may be shown: what stands before the first id waits for it. */
  take(bytes: Uint8Array): Uint8Array;
  /** The line has ended. Gives what was held back and may be shown. */
  end(): Uint8Array;
  /** How many bytes were held back for good: no id was found in them, so none could be taken out. */
  readonly withheld: number;
}

/** LF, CR, STX, ETX, EOT: an id has none of them inside. */
const [LF, CR, STX, ETX, EOT] = [0x0a, 0x0d, 0x02, 0x03, 0x04];
const BOUNDS: ReadonlySet<number> = new Set([LF, CR, STX, ETX, EOT]);
const MOST_HELD = 1_000_000;
const LONGEST_PIECE = 1024;

/**
 * An anonymiser for one opening of a line: digits and checksums of ids are replaced in place, parity bits follow, noise
 * stays noise, and every other byte stays as it is.
 */
export function anonymiser(mode: TicMode, madeUp: MadeUp): Anonymiser {
  const known = { mode, labels: new Set<string>(), ids: new Set<string>() };
  const frames = createFrames();
  let open: number[] = [];
  let held: LinePiece[] | undefined = [];
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

  function learn({ group }: LinePiece): void {
    if (group.kind !== 'group' || !ID_LABELS.has(group.label)) return;
    known.labels.add(group.label);
    known.ids.add(group.data);
  }

  /** All ids that the line tells are known: the meter's, and in standard mode the PRM, unless whole frames have none. */
  function isSure(): boolean {
    const hasAddress = known.labels.has('ADCO') || known.labels.has('ADSC');
    return hasAddress && (mode === 'historique' || known.labels.has('PRM') || frames.hasWhole);
  }

  function hold(piece: LinePiece): void {
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

  function show(piece: LinePiece, out: number[]): void {
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

/** Looks for a frame that has all that the meter says: nothing in it was refused, and its address is there. */
function createFrames() {
  let isSpoilt = true;
  let hasAddress = false;
  let hasWhole = false;

  return {
    get hasWhole() {
      return hasWhole;
    },
    take({ bytes, group }: LinePiece): void {
      const [first = 0] = bytes;
      if (bytes.length > 1 || !BOUNDS.has(first & 0x7f)) {
        // An id may stand in what is no group, and in one that no specification knows.
        if (group.kind !== 'group' || !group.form) isSpoilt ||= bytes.length > 0;
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
