import { memoryNote } from '../contract/contract-memory.ts';
import { offPeakHoursInNote } from '../contract/year-hours.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { energyOf } from '../money/energy-of.ts';
import { type Offers, offersOf } from '../money/offers.ts';
import type { Price } from '../money/price.ts';
import type { OffersRequest } from './protocol.ts';

export interface OffersQuestion extends Omit<OffersRequest, 'prices'> {
  /** The prices of the meter, sorted by `from`. */
  readonly prices: readonly Price[];
}

/**
 * What the last year would have cost on other contracts.
 * @param archive undefined while there is no journal
 */
export function offersAsked(
  archive: ReadOnlyJournal | undefined,
  { meter, prices, kVA, hours }: OffersQuestion,
  nowMs: number,
): Offers {
  const meterHours = offPeakHoursInNote(archive?.note(memoryNote(meter)), nowMs);
  const asked = { prices, subscribedKVA: kVA, offPeakHours: hours, meterHours };
  return offersOf(energyOf(archive, meter, nowMs), asked, nowMs);
}
