import { dateOf } from '../base/paris-time.ts';
import type { Day } from '../energy/day.ts';
import { greatestOf } from '../energy/spans.ts';
import { YEAR_DAYS } from './compared-days.ts';

/** A power that the house exceeded in the last 365 days, today included. */
export interface ExceededPower {
  readonly kVA: number;
  /** The peak power of that time, and the date on which it occurred. */
  readonly greatestVA: number;
  readonly date: string;
  /** The number of days whose peak power exceeds it. */
  readonly days: number;
}

/**
 * Whether a subscribed power would not have been enough in the last year; undefined if nothing shows that. Holds for three phases too: if
 * the sum exceeds the subscribed power, then at least one phase exceeds its third.
 * @param all the days of the meter, including those from files
 * @param today in days since 1970-01-01
 */
export function exceededPower(all: readonly Day[], kVA: number, today: number): ExceededPower | undefined {
  const above = all.filter(({ day, greatestVA = 0 }) => day > today - YEAR_DAYS && greatestVA > kVA * 1000);
  const greatest = greatestOf(above);
  if (greatest?.greatestVA === undefined) return undefined;
  return { kVA, greatestVA: greatest.greatestVA, date: dateOf(greatest.day), days: above.length };
}
