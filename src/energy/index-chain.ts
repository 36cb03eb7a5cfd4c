import { HOUR_MS } from '../base/paris-time.ts';
import { contractRegisters } from '../reading/periods.ts';
import { type ByRegister, byLabel, type Reading } from '../reading/reading.ts';
import type { CountedEnergy } from './energy.ts';

/** The indexes of a meter at a frame, in Wh. */
export interface Indexes {
  /**
   * Identifies meter and mode, and in historique mode also the contract, by its sorted register labels at the end: `historique 021728123456
   * HCHC HCHP`. Undefined only where it was lost from disk.
   */
  readonly identity?: string;
  readonly atMs: number;
  readonly importedWh: number;
  readonly exportedWh?: number;
  /** The registers of the contract. Undefined only where they were lost from disk. */
  readonly registers?: ByRegister;
}

/** A chain of indexes, in which each continues from the one before. Only the last link is kept. */
export interface IndexChain extends Indexes {
  /** Newer indexes that do not continue from this link. If the next frame continues from them, the chain restarts there. */
  readonly unconfirmed?: Indexes;
}

/** How much the indexes advanced between two frames, in total and by register. */
export interface Increment extends CountedEnergy {
  readonly energyWh: number;
  /** When the first of the two frames arrived. */
  readonly sinceMs: number;
}

type Observed = Pick<Reading, 'importedWh' | 'exportedWh' | 'registers' | 'frame'>;

/** The highest power that a home can subscribe to. */
const MOST_POWER_W = 36_000;

/**
 * Extends the chain with a frame. The energy between two frames is the difference of their indexes, whether they are seconds or months
 * apart, so that all increments add up to what the index counted. The chain restarts, and what was counted in between is lost, when the
 * meter, the mode, or in historique mode the contract changes.
 *
 * A step back counts as negative energy, since the index before it must have been too high; a step back that exceeds all that the day has
 * counted means another meter. As a single frame may be wrong, the chain restarts only when the next frame confirms it. Likewise, an
 * advance beyond what a home can draw is counted only once confirmed.
 * @param countedWh what the day has counted so far: the limit for a step back
 * @returns `isAnew` where the chain starts or restarts
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

/** The indexes after `counted` is added to them, or before it was counted if `sign` is -1. */
export function indexesAfter(from: Indexes, counted: CountedEnergy, sign: 1 | -1 = 1): Indexes {
  const { energyWh = 0, energyWhByRegister = {}, givenWh = 0 } = counted;
  const registers = from.registers && { ...from.registers };
  if (registers)
    for (const [label, wh] of byLabel(energyWhByRegister)) registers[label] = (registers[label] ?? 0) + sign * wh;
  return {
    ...from,
    importedWh: from.importedWh + sign * energyWh,
    ...(from.exportedWh !== undefined && { exportedWh: from.exportedWh + sign * givenWh }),
    registers,
  };
}

/** The address of the meter (ADCO or ADSC) within an identity. */
export function addressIn(identity: string): string | undefined {
  return identity.split(' ')[1];
}

function indexesOf(atMs: number, observed: Observed): Indexes | undefined {
  const { importedWh, exportedWh, frame } = observed;
  if (importedWh === undefined) return undefined;
  const registers = contractRegisters(observed);
  const contract = frame.mode === 'historique' ? Object.keys(registers).toSorted() : [];
  const identity = [frame.mode, frame.address, ...contract].join(' ');
  return { identity, atMs, importedWh, exportedWh, registers };
}

function continues(from: Indexes, to: Indexes, mostBackWh: number): boolean {
  const energyWh = to.importedWh - from.importedWh;
  const mostWh = MOST_POWER_W * (Math.max(0, to.atMs - from.atMs) / HOUR_MS + 1);
  if (energyWh < -mostBackWh || energyWh > mostWh) return false;
  return from.identity === undefined || from.identity === to.identity;
}

/** Whether it is the same meter, further on: it has counted more than a home can draw in the elapsed time, but the clock may be wrong. */
function isStep(from: Indexes, to: Indexes): boolean {
  return from.identity !== undefined && from.identity === to.identity && to.importedWh >= from.importedWh;
}

/** The first frame of a chain has counted nothing yet: the difference to itself. */
function counted(from: Indexes, to: Indexes): { chain: IndexChain; increment: Increment } {
  const { exportedWh: givenBeforeWh = to.exportedWh, registers: before = to.registers } = from;
  const exportedWh = to.exportedWh ?? from.exportedWh;
  return {
    chain: {
      ...to,
      exportedWh,
      // A register whose group was refused keeps its last index.
      registers: { ...from.registers, ...to.registers },
    },
    increment: {
      ...{ sinceMs: from.atMs, energyWh: to.importedWh - from.importedWh },
      energyWhByRegister: moved(before ?? {}, to.registers ?? {}),
      ...(to.exportedWh !== undefined && givenBeforeWh !== undefined && { givenWh: to.exportedWh - givenBeforeWh }),
    },
  };
}

/** How much each register advanced between two frames. Registers that did not move, or that only one frame has, are left out. */
function moved(from: ByRegister, to: ByRegister): ByRegister {
  const all = byLabel(to).map(([label, wh]) => [label, wh - (from[label] ?? wh)] as const);
  return Object.fromEntries(all.filter(([, wh]) => wh !== 0));
}
