/** A tariff period, and the hours of the local clock in which energy is of it, as `22:30-06:30,12:00-14:00`. */
export interface TimedPeriod {
  /** As the meter or the household writes it: see `periods.ts`. */
  readonly name: string;
  /** For curves from files, which know no tariff; no day of the meter needs them. */
  readonly hours?: string;
}

/** The tariff periods from a date on. That is all that energy takes of a price line: see `money/price.ts`. */
export interface PeriodHours {
  /** A date such as `2026-08-01`: from midnight in Paris on. */
  readonly from: string;
  readonly periods: readonly TimedPeriod[];
}

/**
 * The line that holds on a date: the last one that begins then or before.
 * @param lines sorted by `from`
 */
export function lineOn<Line extends PeriodHours>(date: string, lines: readonly Line[]): Line | undefined {
  return lines.findLast(({ from }) => from <= date);
}

/** The period of a line that has one only, which is that of all energy, whatever it is called. */
export function onlyPeriodOf<Period>({ periods }: { readonly periods: readonly Period[] }): Period | undefined {
  return periods.length === 1 ? periods[0] : undefined;
}
