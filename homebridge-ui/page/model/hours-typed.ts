/**
 * Reads the hours of a tariff period as people copy them from a bill, a letter or a meter: `22:30-06:30`, `22h30 à 6h30`, `de 2h à 7h et de
 * 12h à 15h`, `Hiver (du 1er novembre au 31 mars) : 23h30 à 7h30 ; été : 1h30-6h30`. A text that is not completely understood, or is
 * ambiguous, counts as not understood.
 */

import { type DayName, hoursEntriesIn } from '../../../src/reading/hours.ts';
import { daysText, type HoursRow, hoursOf, rowsOf } from './hours-rows.ts';
import { type HoursToken, hoursTokens } from './hours-tokens.ts';

/** The hours in a text, in the notation of the settings: `02:00-07:00, 12:00-15:00`. Undefined if it is not understood. */
export function hoursIn(typed: string): string | undefined {
  const rows = rowsIn(typed);
  return rows && hoursOf(rows);
}

/** The hours in a text, with a row for each season and each set of days. Undefined if it is not understood. */
export function rowsIn(typed: string): readonly HoursRow[] | undefined {
  const known = rowsOf(typed.trim());
  if (known) return known.length > 0 ? known : undefined;
  const tokens = hoursTokens(typed);
  if (!tokens || isOfTwoPeriods(tokens)) return undefined;
  const groups = partsOf(tokens).map(groupsIn);
  if (!groups.every((part) => part !== undefined)) return undefined;
  const all = groups.flat();
  const rows = all.map(({ dates, days, hours }) => ({
    ...(dates !== undefined && { dates }),
    ...(days && days.length > 0 && { days: daysText(days) }),
    hours: hours.join(', '),
  }));
  const isPlain = all.every((one) => !('dates' in one || 'days' in one));
  const joined = isPlain ? [{ hours: rows.map(({ hours }) => hours).join(', ') }] : rows;
  return areAlike(all) && hoursEntriesIn(hoursOf(joined)) ? joined : undefined;
}

/** If only some groups name a season or days, it is unclear whether the others hold at other times, too. */
function areAlike(groups: readonly Group[]): boolean {
  return (['dates', 'days'] as const).every((kind) => new Set(groups.map((one) => kind in one)).size === 1);
}

/**
 * When hours hold, from a text that states only that: `du 15 novembre au 15 mars`, `mercredi et samedi`, or `mon-fri` in the notation of
 * the settings; always, if it is empty. Undefined if it is not understood.
 */
export function whenIn(typed: string): Omit<HoursRow, 'hours'> | undefined {
  const [row, ...more] = rowsIn(`${typed} ${ALL_DAY}`) ?? [];
  if (!row || more.length > 0 || row.hours !== ALL_DAY) return undefined;
  const { hours: _, ...when } = row;
  return when;
}

const ALL_DAY = '00:00-24:00';

/** Hours, and when they hold. `dates` and `days` are present if the text mentions them; undefined or empty then means always. */
interface Group {
  readonly dates?: string;
  readonly days?: readonly DayName[];
  readonly hours: readonly string[];
}

type Told = Exclude<HoursToken, { readonly kind: 'period' | 'between' | 'colon' | 'end' | 'nothing' }>;

function isOfTwoPeriods(tokens: readonly HoursToken[]): boolean {
  return new Set(tokens.flatMap((token) => (token.kind === 'period' ? [token.isOffPeak] : []))).size > 1;
}

/** The parts of a text, separated by semicolons or ends of sentences. */
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
 * The groups of a part, in which the times of validity stand either always after their hours, or always before them. Days without a season
 * belong to the preceding season if that had days, too: "hiver : du lundi au vendredi 23h30-7h30, samedi et dimanche toute la journée".
 */
function groupsIn(tokens: readonly HoursToken[]): readonly Group[] | undefined {
  const runs = isWellFormed(tokens) ? runsOf(tokens) : [];
  const isWhenFirst = runs[0]?.isHours === false;
  if (runs.length === 1 && runs[0]?.isHours) return [{ hours: hoursOfRun(runs[0].tokens) }];
  if (runs.length === 0 || runs.length % 2 > 0) return undefined;
  const groups: Group[] = [];
  for (let nth = 0; nth < runs.length; nth += 2) {
    const [one, other] = runs.slice(nth, nth + 2);
    const [told, hours] = isWhenFirst ? [one, other] : [other, one];
    const when = whenOf(told?.tokens ?? []);
    if (!one || !other || !hours || !when || areApart(one, other)) return undefined;
    const before = groups.at(-1);
    const isOfSeasonBefore = isWhenFirst && !('dates' in when) && before && 'dates' in before && 'days' in before;
    groups.push({
      ...(isOfSeasonBefore && { dates: before.dates }),
      ...when,
      hours: hoursOfRun(hours.tokens),
    });
  }
  // All day and other hours probably belong to different days: "le week-end toute la journée, 22h-6h".
  return groups.some(({ hours }) => hours.length > 1 && hours.includes(ALL_DAY)) ? undefined : groups;
}

/**
 * Whether hours and days may be separate items of a list: "22h30-6h30 et le week-end". A comma does not separate a season from its hours,
 * nor days from `ALL_DAY`: "en hiver, de 23h30 à 7h30".
 */
function areApart(one: Run, other: Run): boolean {
  if (other.behind === undefined) return false;
  if (one.isHours || !other.behind.isComma) return true;
  return one.tokens.at(-1)?.kind === 'days' && hoursOfRun(other.tokens)[0] !== ALL_DAY;
}

/** Whether hours are separated from each other, and each separator has something on both sides. */
function isWellFormed(tokens: readonly HoursToken[]): boolean {
  let before: HoursToken | undefined;
  for (const token of tokens) {
    const isBetween = token.kind === 'between';
    if (isBetween && (!before || before.kind === 'colon' || before.kind === 'period')) return false;
    if (token.kind === 'colon' && (before?.kind === 'hours' || before?.kind === 'between')) return false;
    if (token.kind === 'hours' && before?.kind === 'hours') return false;
    before = token;
  }
  return before !== undefined && (isTold(before) || before.kind === 'period');
}

function isTold(token: HoursToken): token is Told {
  return !['period', 'between', 'colon', 'end', 'nothing'].includes(token.kind);
}

interface Run {
  readonly isHours: boolean;
  readonly tokens: Told[];
  /** The separator between this run and the previous one. */
  readonly behind: Between | undefined;
}

type Between = Extract<HoursToken, { readonly kind: 'between' }>;

/** Alternating runs: hours, when these hold, and so on. */
function runsOf(tokens: readonly HoursToken[]): readonly Run[] {
  const runs: Run[] = [];
  let behind: Between | undefined;
  for (const token of tokens) {
    if (token.kind === 'between') behind = token;
    if (!isTold(token)) continue;
    const isHours = token.kind === 'hours';
    const run = runs.at(-1);
    if (run?.isHours === isHours) run.tokens.push(token);
    else runs.push({ isHours, tokens: [token], behind });
    behind = undefined;
  }
  return runs;
}

function hoursOfRun(tokens: readonly Told[]): readonly string[] {
  return tokens.flatMap((token) => (token.kind === 'hours' ? [token.text] : []));
}

/** One season and some days. Dates next to a season are those of the season: "hiver (du 1er novembre au 31 mars)". */
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
