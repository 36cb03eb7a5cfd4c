import type { Reading } from '../reading.ts';
import type { ToldOfMeter } from './energy.ts';
import { followIndex, type Increment, type IndexChain } from './index-chain.ts';

/** What is carried from one frame of a meter to the next. */
export interface FollowedMeter {
  readonly chain: IndexChain | undefined;
  readonly told: ToldOfMeter;
  /** What the present day has counted so far, and since the last frame, in Wh. */
  readonly dayWh: number;
  readonly lastWh: number;
}

/** A meter after a frame, and what that frame has counted. */
interface FollowedFrame {
  readonly followed: FollowedMeter;
  readonly increment: Increment | undefined;
  /** See `followIndex`. */
  readonly isAnew: boolean;
}

/** @param before with the `dayWh` of the day in which the frame came */
export function followFrame(before: FollowedMeter, atMs: number, reading: Reading): FollowedFrame {
  // The last index of the day before may have been too high, so that this one has counted less than nothing.
  const mostBackWh = Math.max(0, before.dayWh, before.lastWh);
  const { chain, increment, isAnew = false } = followIndex(before.chain, atMs, reading, mostBackWh);
  const lastWh = increment?.energyWh ?? 0;
  const told = toldWith(before.told, chain?.identity, reading);
  return { followed: { chain, told, dayWh: before.dayWh + lastWh, lastWh }, increment, isAnew };
}

/** The same object as long as nothing changes. */
function toldWith(
  told: ToldOfMeter,
  identity: string | undefined,
  { contract = told.contract, subscribedVA = told.subscribedVA }: Reading,
): ToldOfMeter {
  if (identity === told.identity && contract === told.contract && subscribedVA === told.subscribedVA) return told;
  return {
    ...(identity !== undefined && { identity }),
    ...(contract !== undefined && { contract }),
    ...(subscribedVA !== undefined && { subscribedVA }),
  };
}
