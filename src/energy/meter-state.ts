import type { Reading } from '../reading/reading.ts';
import type { ToldOfMeter } from './energy.ts';
import { followIndex, type Increment, type IndexChain } from './index-chain.ts';

/** The state that is carried from one frame of a meter to the next, its chain of indexes among it. */
export interface MeterState {
  readonly chain: IndexChain | undefined;
  readonly told: ToldOfMeter;
  /** The energy of the present day so far. */
  readonly dayWh: number;
  readonly lastWh: number;
}

/** The state after a frame, and what that frame added. */
interface StateAfter {
  readonly state: MeterState;
  readonly increment: Increment | undefined;
  /** See `followIndex`. */
  readonly isAnew: boolean;
}

/** @param before with `dayWh` of the day in which the frame arrived */
export function followFrame(before: MeterState, atMs: number, reading: Reading): StateAfter {
  // The last index of the day before may have been too high, so that this frame's increment is negative.
  const mostBackWh = Math.max(0, before.dayWh, before.lastWh);
  const { chain, increment, isAnew = false } = followIndex(before.chain, atMs, reading, mostBackWh);
  const lastWh = increment?.energyWh ?? 0;
  const told = latestTold(before.told, chain?.identity, reading);
  return { state: { chain, told, dayWh: before.dayWh + lastWh, lastWh }, increment, isAnew };
}

/** What the meter reports about itself, updated from this frame. The same object is returned while nothing changes. */
function latestTold(
  told: ToldOfMeter,
  identity: string | undefined,
  { contract = told.contract, subscribedVA = told.subscribedVA }: Reading,
): ToldOfMeter {
  if (identity === told.identity && contract === told.contract && subscribedVA === told.subscribedVA) return told;
  return { identity, contract, subscribedVA };
}
