import { parisDayOf } from '../paris-time.ts';
import { colourOfPeriod } from '../periods.ts';
import type { ContractRegister, Reading, RegisterPeriods, TempoColour } from '../reading.ts';
import type { MeterTime } from './meter-time.ts';
import type { ContractNews } from './news.ts';

/** The day is counted in the registers of another colour than the meter says: see `ContractNews`. */
type ColourNews = Omit<Extract<ContractNews, { readonly kind: 'colour' }>, 'atMs'>;

/**
 * Notices a Tempo day that is counted as a day of another colour than the meter's status (STGE) says it is, which households have
 * seen: they pay what is counted. It is said once a day at most.
 */
export interface CountedColour {
  /**
   * @param moved the register that has counted, as `createMovingRegister` gives it for this reading
   * @param periods which register counts which period, as far as that is known
   */
  take(
    reading: Reading,
    time: MeterTime,
    moved: ContractRegister | undefined,
    periods: RegisterPeriods,
  ): ColourNews | undefined;
}

interface Difference {
  readonly told: TempoColour;
  readonly counted: TempoColour;
  readonly sinceMs: number;
}

/**
 * In minutes after midnight. A Tempo day begins at 6:00, and its off-peak hours go on over midnight; only in its peak hours is it the
 * same day by whatever rule the meter's status changes.
 */
const PEAK_BEGINS = 6 * 60;
const PEAK_ENDS = 22 * 60;
/** At a switch one group of a frame may be older than another. */
const DIFFERS_FOR_MS = 10 * 60_000;
const LONGEST_GAP_MS = 30 * 60_000;

/** @param news what was said before, and is not said again on the same day */
export function createCountedColour(news: readonly ContractNews[] = []): CountedColour {
  const last = news.findLast(({ kind }) => kind === 'colour');
  let saidOnDay = last && parisDayOf(last.atMs);
  let difference: Difference | undefined;

  return {
    take(reading, time, moved, periods) {
      if (time.unseenMs > LONGEST_GAP_MS) difference = undefined;
      const told = reading.tempoToday;
      if (moved === undefined || told === undefined) return undefined;
      const counted = colourCounted(reading, moved, periods);
      if (counted === undefined) return undefined;
      if (counted === told || time.minute < PEAK_BEGINS || time.minute >= PEAK_ENDS) {
        difference = undefined;
        return undefined;
      }
      if (difference?.told !== told || difference.counted !== counted) {
        difference = { told, counted, sinceMs: time.atMs };
      }
      if (time.atMs - difference.sinceMs < DIFFERS_FOR_MS || saidOnDay === time.day) return undefined;
      saidOnDay = time.day;
      return { kind: 'colour', told, counted };
    },
  };
}

/** The colour of the register that has counted, and while its period is not known, that of the period that the meter names. */
function colourCounted(
  { tariff }: Reading,
  moved: ContractRegister,
  periods: RegisterPeriods,
): TempoColour | undefined {
  const period = periods[moved]?.name ?? tariff;
  return period === undefined ? undefined : colourOfPeriod(period);
}
