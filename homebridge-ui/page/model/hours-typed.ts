/**
 * Reads the hours of a tariff period as people copy them from a bill, a letter or a meter: `22:30-06:30`, `22h30 à 6h30`,
 * `de 2h à 7h et de 12h à 15h`, `Hiver (du 1er novembre au 31 mars) : 23h30 à 7h30 ; été : 1h30-6h30`. What is not understood whole, or
 * may mean two things, is not understood.
 */

import { type DayName, hoursEntriesIn } from '../../../src/hours.ts';
import { daysText, type HoursRow, hoursOf, rowsOf } from './hours-rows.ts';
import { type HoursToken, hoursTokens } from './hours-tokens.ts';

/** The hours that a text says, as the settings have them: `02:00-07:00, 12:00-15:00`. Undefined when it is not understood. */
export function hoursIn(typed: string): string | undefined {
  const rows = rowsIn(typed);
  return rows && hoursOf(rows);
}

/** The same, with each season and each set of days as a row. */
export function rowsIn(typed: string): readonly HoursRow[] | undefined {
  const known = rowsOf(typed.trim());
  if (known) return known.length > 0 ? known : undefined;
  const tokens = hoursTokens(typed);
  if (!tokens || isOfTwoPeriods(tokens)) return undefined;
  const groups = partsOf(tokens).map(groupsIn);
  if (!groups.every((part) => part !== undefined)) return undefined;
  const all = groups.flat();
  const [first] = all;
  // Where only some name a season or days, nobody knows whether the others hold at other times, too.
  const isAlike = all.every(
    (one) => 'dates' in one === 'dates' in (first ?? {}) && 'days' in one === 'days' in (first ?? {}),
  );
  const rows = all.map(({ dates, days, hours }) => ({
    ...(dates !== undefined && { dates }),
    ...(days && days.length > 0 && { days: daysText(days) }),
    hours: hours.join(', '),
  }));
  const isPlain = !(first && ('dates' in first || 'days' in first));
  const joined = isPlain ? [{ hours: rows.map(({ hours }) => hours).join(', ') }] : rows;
  return isAlike && all.length > 0 && hoursEntriesIn(hoursOf(joined)) ? joined : undefined;
}

/**
 * When hours hold, where a text says that and nothing else: `du 15 novembre au 15 mars`, `mercredi et samedi`, and as the settings have it,
 * `mon-fri`; always, where it is empty.
 */
export function whenIn(typed: string): Omit<HoursRow, 'hours'> | undefined {
  const [row, ...more] = rowsIn(`${typed} ${ALL_DAY}`) ?? [];
  if (!row || more.length > 0 || row.hours !== ALL_DAY) return undefined;
  const { hours: _, ...when } = row;
  return when;
}

const ALL_DAY = '00:00-24:00';

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

/** Hours, and when they hold. `dates` and `days` are there where the text says something of them; undefined or empty is always. */
interface Group {
  readonly dates?: string | undefined;
  readonly days?: readonly DayName[];
  readonly hours: readonly string[];
}

type Told = Exclude<HoursToken, { readonly kind: 'period' | 'between' | 'colon' | 'end' | 'nothing' }>;

function isOfTwoPeriods(tokens: readonly HoursToken[]): boolean {
  return new Set(tokens.flatMap((token) => (token.kind === 'period' ? [token.isOffPeak] : []))).size > 1;
}

/** The text between two semicolons or ends of sentences. */
function partsOf(tokens: readonly HoursToken[]): readonly (readonly HoursToken[])[] {
  const parts: HoursToken[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'end') parts.push([]);
    else if (token.kind !== 'nothing') parts.at(-1)?.push(token);
  }
  if (parts.at(-1)?.length === 0) parts.pop();
  return parts;
}

/**
 * The groups of a part, which says of all hours before them when they hold, or of all behind them. Days without a season are of the season
 * before, if that had days, too: "hiver : du lundi au vendredi 23h30-7h30, samedi et dimanche toute la journée".
 */
function groupsIn(tokens: readonly HoursToken[]): readonly Group[] | undefined {
  const told = toldIn(tokens);
  if (!told) return undefined;
  const runs = runsOf(told);
  const isWhenFirst = runs[0]?.isHours === false;
  if (runs.length === 1 && runs[0]?.isHours) return [{ hours: hoursOfRun(runs[0].tokens) }];
  if (runs.length === 0 || runs.length % 2 > 0) return undefined;
  const groups: Group[] = [];
  for (let nth = 0; nth < runs.length; nth += 2) {
    const [one, other] = [runs[nth]?.tokens ?? [], runs[nth + 1]?.tokens ?? []];
    const when = whenOf(isWhenFirst ? one : other);
    if (!when) return undefined;
    const before = groups.at(-1);
    const isOfSeasonBefore = isWhenFirst && !('dates' in when) && before && 'dates' in before && 'days' in before;
    groups.push({
      ...(isOfSeasonBefore && { dates: before.dates }),
      ...when,
      hours: hoursOfRun(isWhenFirst ? other : one),
    });
  }
  return groups;
}

/** What is told, without what stands between. Undefined where something is missing between hours, or something between has nothing beside it. */
function toldIn(tokens: readonly HoursToken[]): readonly Told[] | undefined {
  const told: Told[] = [];
  let before: HoursToken | undefined;
  for (const token of tokens) {
    const isBetween = token.kind === 'between';
    if (isBetween && (!before || before.kind === 'colon' || before.kind === 'period')) return undefined;
    if (token.kind === 'colon' && (!before || before.kind === 'hours' || before.kind === 'between')) return undefined;
    if (token.kind === 'hours' && before?.kind === 'hours') return undefined;
    if (isTold(token)) told.push(token);
    before = token;
  }
  return before && (isTold(before) || before.kind === 'period') ? told : undefined;
}

function isTold(token: HoursToken): token is Told {
  return !['period', 'between', 'colon', 'end', 'nothing'].includes(token.kind);
}

interface Run {
  readonly isHours: boolean;
  readonly tokens: Told[];
}

/** Hours, when these hold, and so on by turns. */
function runsOf(told: readonly Told[]): readonly Run[] {
  const runs: Run[] = [];
  for (const token of told) {
    const isHours = token.kind === 'hours';
    const run = runs.at(-1);
    if (run?.isHours === isHours) run.tokens.push(token);
    else runs.push({ isHours, tokens: [token] });
  }
  return runs;
}

function hoursOfRun(tokens: readonly Told[]): readonly string[] {
  return tokens.flatMap((token) => (token.kind === 'hours' ? [token.text] : []));
}

/** One season and some days. Dates beside a season are those of the season: "hiver (du 1er novembre au 31 mars)". */
function whenOf(tokens: readonly Told[]): Omit<Group, 'hours'> | undefined {
  const seasons = tokens.flatMap((token) => (token.kind === 'season' ? [token] : []));
  const dates = tokens.flatMap((token) => (token.kind === 'dates' ? [token] : []));
  const days = tokens.filter((token) => token.kind === 'days');
  if (seasons.length > 1 || dates.length > 1 || (days.length > 1 && days.some((one) => one.days.length === 0)))
    return undefined;
  const [season] = seasons;
  const [exact] = dates;
  if (season && exact && season.text === undefined) return undefined;
  const when = exact ?? season;
  return {
    ...(when && { dates: when.text }),
    ...(days.length > 0 && { days: days.flatMap((token) => token.days) }),
  };
}
