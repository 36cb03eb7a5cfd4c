import { HOUR_MS } from '../paris-time.ts';
import { contractRegisters } from '../periods.ts';
import { type ByRegister, byLabel, type Reading } from '../reading.ts';
import type { CountedEnergy } from './energy.ts';

/** The indexes of a meter at a frame, in Wh. */
export interface Indexes {
  /**
   * Of which meter and mode they are, and in historique of which contract, whose labels end the text: `historique 021728123456 HCHC
   * HCHP`. Unknown only where a disk has lost it.
   */
  readonly identity?: string;
  readonly atMs: number;
  readonly importedWh: number;
  readonly exportedWh?: number;
  /** Those of the contract. Unknown only where a disk has lost them. */
  readonly registers?: ByRegister;
}

/** A chain of indexes, each of which goes on from the one before. Only its last link is kept. */
export interface IndexChain extends Indexes {
  /** Newer indexes that do not go on from this link. When the next ones go on from these, the chain begins anew there. */
  readonly unconfirmed?: Indexes;
}

/** What the indexes went on by between two frames, by register. */
export interface Increment extends CountedEnergy {
  readonly energyWh: number;
  /** When the first of the two frames came. */
  readonly sinceMs: number;
}

type Observed = Pick<Reading, 'importedWh' | 'exportedWh' | 'registers' | 'frame'>;

/** The greatest power that a home can subscribe to. */
const MOST_POWER_W = 36_000;

/**
 * Goes on with a frame. The energy between two frames is the difference of their indexes, be they seconds or months apart, so that
 * all increments add up to what the index counted. The chain begins anew, and loses what was counted in between, with another
 * meter, another mode, or another contract in historique. A step back is counted too, as energy below 0: the index before it was
 * too high. One that is greater than all that the day has counted is another meter's. A single frame may be wrong, so a chain only
 * begins anew when the next frame confirms it, and only then is more counted than a home can draw.
 * @param countedWh what the day has counted so far, the most that a step back may take
 * @returns `isAnew` where the chain begins, or begins anew
 */
export function followIndex(
  chain: IndexChain | undefined,
  atMs: number,
  observed: Observed,
  countedWh: number,
): { readonly chain: IndexChain | undefined; readonly increment?: Increment; readonly isAnew?: boolean } {
  const to = indexesOf(atMs, observed);
  if (to === undefined) return { chain };
  if (chain === undefined) return { ...counted(to, to), isAnew: true };
  const { unconfirmed, ...confirmed } = chain;
  if (continues(confirmed, to, countedWh)) return counted(confirmed, to);
  if (unconfirmed && continues(unconfirmed, to, 0)) {
    return isStep(confirmed, unconfirmed) ? counted(confirmed, to) : { ...counted(unconfirmed, to), isAnew: true };
  }
  return { chain: { ...confirmed, unconfirmed: to } };
}

/** Where the indexes stand once so much was counted from these on, or stood before, with `sign` -1. */
export function indexesAfter(from: Indexes, counted: CountedEnergy, sign: 1 | -1 = 1): Indexes {
  const { energyWh = 0, energyWhByRegister = {}, givenWh = 0 } = counted;
  const registers = from.registers && { ...from.registers };
  if (registers)
    for (const [label, wh] of byLabel(energyWhByRegister)) registers[label] = (registers[label] ?? 0) + sign * wh;
  return {
    ...from,
    importedWh: from.importedWh + sign * energyWh,
    ...(from.exportedWh !== undefined && { exportedWh: from.exportedWh + sign * givenWh }),
    ...(registers && { registers }),
  };
}

/** The address of the meter (ADCO or ADSC) in an identity. */
export function addressIn(identity: string): string | undefined {
  return identity.split(' ')[1];
}

function indexesOf(atMs: number, observed: Observed): Indexes | undefined {
  const { importedWh, exportedWh, frame } = observed;
  if (importedWh === undefined) return undefined;
  const registers = contractRegisters(observed);
  const contract = frame.mode === 'historique' ? Object.keys(registers).toSorted() : [];
  const identity = [frame.mode, frame.address, ...contract].join(' ');
  return { identity, atMs, importedWh, ...(exportedWh !== undefined && { exportedWh }), registers };
}

function continues(from: Indexes, to: Indexes, mostBackWh: number): boolean {
  const energyWh = to.importedWh - from.importedWh;
  const mostWh = MOST_POWER_W * (Math.max(0, to.atMs - from.atMs) / HOUR_MS + 1);
  if (energyWh < -mostBackWh || energyWh > mostWh) return false;
  return from.identity === undefined || from.identity === to.identity;
}

/** Whether a meter has counted more in between than a home can draw in the time that the clock says, which may be wrong. */
function isStep(from: Indexes, to: Indexes): boolean {
  return from.identity !== undefined && from.identity === to.identity && to.importedWh >= from.importedWh;
}

/** The first frame of a chain has counted nothing yet: it is a step from itself to itself. */
function counted(from: Indexes, to: Indexes): { chain: IndexChain; increment: Increment } {
  const { exportedWh: givenBeforeWh = to.exportedWh, registers: before = to.registers } = from;
  const exportedWh = to.exportedWh ?? from.exportedWh;
  return {
    chain: {
      ...to,
      ...(exportedWh !== undefined && { exportedWh }),
      // A register whose group was refused stands where it stood.
      registers: { ...from.registers, ...to.registers },
    },
    increment: {
      ...{ sinceMs: from.atMs, energyWh: to.importedWh - from.importedWh },
      energyWhByRegister: moved(before ?? {}, to.registers ?? {}),
      ...(to.exportedWh !== undefined && givenBeforeWh !== undefined && { givenWh: to.exportedWh - givenBeforeWh }),
    },
  };
}

/** What each register that moved has counted between two frames. A register that only one of them has is left out. */
function moved(from: ByRegister, to: ByRegister): ByRegister {
  const all = byLabel(to).map(([label, wh]) => [label, wh - (from[label] ?? wh)] as const);
  return Object.fromEntries(all.filter(([, wh]) => wh !== 0));
}
