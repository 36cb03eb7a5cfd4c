import { type HoursRow, hoursOf } from './hours-rows.ts';
import { hoursTokens } from './hours-tokens.ts';
import { hoursIn, rowsIn, whenIn } from './hours-typed.ts';

/** A row of the form, as it was typed or chosen. Empty dates are all year, and empty days are every day. */
export interface TypedRow {
  readonly hours: string;
  readonly dates: string;
  readonly days: string;
}

/** What a row of the form says. Its hours may say themselves when they hold, unless something else was chosen beside them. */
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

/** The hours of all rows of the form, as the settings have them; a text that they refuse where a row is not understood. Undefined without any hours. */
export function hoursOfTyped(typed: readonly TypedRow[]): string | undefined {
  const filled = typed.filter(({ hours }) => hours.trim() !== '');
  const rows = filled.map(rowsOfTyped);
  if (rows.length === 0) return undefined;
  if (rows.every((row) => row !== undefined)) return hoursOf(rows.flat());
  const asTyped = filled.map(({ dates, days, hours }) => [dates, days, hours].filter(Boolean).join(' ')).join('; ');
  // What is not understood part by part must not be understood as a whole.
  return hoursIn(asTyped) === undefined ? asTyped : `${asTyped} ?`;
}
