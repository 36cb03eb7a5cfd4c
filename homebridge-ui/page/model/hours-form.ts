import { type HoursRow, hoursOf } from './hours-rows.ts';
import { hoursTokens } from './hours-tokens.ts';
import { hoursIn, rowsIn, whenIn } from './hours-typed.ts';

/** A row of the form, as typed or chosen. Empty dates mean all year, and empty days mean every day. */
export interface TypedRow {
  readonly hours: string;
  readonly dates: string;
  readonly days: string;
}

/** The meaning of a row of the form. The hours may themselves state when they hold, unless a different choice was made next to them. */
export function rowsOfTyped({ hours, dates, days }: TypedRow): readonly HoursRow[] | undefined {
  const [said, onDates, onDays] = [rowsIn(hours), whenIn(dates), whenIn(days)];
  if (!said || !onDates || !onDays || onDates.days !== undefined || onDays.dates !== undefined) return undefined;
  const chosen = { ...onDates, ...onDays };
  const kinds = new Set(hoursTokens(hours)?.map(({ kind }) => kind));
  const [saysDates, saysDays] = [kinds.has('dates') || kinds.has('season'), kinds.has('days')];
  const isSaidOtherwise = (row: HoursRow) =>
    (chosen.dates !== undefined && (saysDates || row.dates !== undefined) && row.dates !== chosen.dates) ||
    (chosen.days !== undefined && (saysDays || row.days !== undefined) && row.days !== chosen.days);
  return said.some(isSaidOtherwise) ? undefined : said.map((row) => ({ ...chosen, ...row }));
}

/**
 * The hours of all rows of the form, in the notation of the settings; if a row is not understood, a text that the settings refuse.
 * Undefined without any hours.
 */
export function hoursOfTyped(typed: readonly TypedRow[]): string | undefined {
  const filled = typed.filter(({ hours }) => hours.trim() !== '');
  const rows = filled.map(rowsOfTyped);
  if (rows.length === 0) return undefined;
  if (rows.every((row) => row !== undefined)) return hoursOf(rows.flat());
  const asTyped = filled.map(({ dates, days, hours }) => [dates, days, hours].filter(Boolean).join(' ')).join('; ');
  // A text with a part that is not understood must not be understood as a whole.
  return hoursIn(asTyped) === undefined ? asTyped : `${asTyped} ?`;
}
