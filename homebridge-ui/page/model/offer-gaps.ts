import type { Offers } from '../../../src/money/offers.ts';
import { regulatedKVA } from '../../../src/money/regulated-tariffs.ts';

/** Whether an offer lacks a sum that an answer of the household would supply. */
export function lacks({ offers }: Offers, kind: 'hoursUnknown' | 'powerUnknown'): boolean {
  return offers.some(({ why }) => why?.kind === kind);
}

/** Whether the off-peak hours that the house would have with HP/HC are not known: it has none, or those of Tempo. */
export function needsHours(found: Offers): boolean {
  return lacks(found, 'hoursUnknown') || found.areHoursOfTempo;
}

/** The subscribed powers for which there are regulated prices, in kVA. */
export function offeredKVA(): readonly number[] {
  const all = (['base', 'offPeak', 'tempo'] as const).flatMap(regulatedKVA);
  return [...new Set(all)].sort((one, other) => one - other);
}
