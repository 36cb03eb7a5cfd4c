import {
  clockText,
  DAY_NAMES,
  type DayName,
  LONGEST_MONTHS,
  MINUTES_A_DAY,
  SEASON_DATES,
} from '../../../src/reading/hours.ts';

/* The vocabulary of hours in bills and letters, in French and in English. It is matched without accents, in lower case. */

/** A piece of a text about hours. */
export type HoursToken =
  | { readonly kind: 'hours'; readonly text: string }
  | { readonly kind: 'dates'; readonly text: string }
  /** The dates of a season; without a text, all year. */
  | { readonly kind: 'season'; readonly text: string | undefined }
  /** An empty list: every day. */
  | { readonly kind: 'days'; readonly days: readonly DayName[] }
  /** The period that the hours belong to. */
  | { readonly kind: 'period'; readonly isOffPeak: boolean }
  /** A separator within a list: a comma, or `and`. */
  | { readonly kind: 'between'; readonly isComma: boolean }
  | { readonly kind: 'colon' | 'end' | 'nothing' };

const TIME = String.raw`(?:(\d{1,2})\s?(?:(?:heures?|h)\s?(\d{2})?(?:\s?min)?|[:.](\d{2}))?(?:\s?([ap])\.?m\b\.?)?|(midnight|minuit)|(noon|midi))`;
const TIMES = [
  new RegExp(String.raw`(?:(?:de|des|from)\s)?${TIME}\s?(?:-|a|au|to|until|till|jusqu'a)\s?${TIME}(?![\d:])`, 'y'),
  new RegExp(String.raw`(?:entre|between)\s${TIME}\s(?:et|and)\s${TIME}(?![\d:])`, 'y'),
];

const MONTHS = [
  ['janv(?:ier)?', 'jan(?:uary)?'],
  ['fevr?(?:ier)?', 'feb(?:ruary)?'],
  ['mars', 'mar(?:ch)?'],
  ['avr(?:il)?', 'apr(?:il)?'],
  ['mai', 'may'],
  ['juin', 'june?'],
  ['juill?(?:et)?', 'july?'],
  ['aout', 'aug(?:ust)?'],
  ['sept?(?:embre)?', 'sept?(?:ember)?'],
  ['oct(?:obre)?', 'oct(?:ober)?'],
  ['nov(?:embre)?', 'nov(?:ember)?'],
  ['dec(?:embre)?', 'dec(?:ember)?'],
].map((names) => new RegExp(`^(?:${names.join('|')})$`));
const MONTH = String.raw`([a-z]{3,9})\b\.?`;
const DATE = String.raw`(?:(\d{1,2})(?:er|st|nd|rd|th)?\s(?:of\s)?${MONTH}|${MONTH}\s(\d{1,2})(?:st|nd|rd|th)?(?![\dh:.])|(\d{1,2})/(\d{1,2}))`;
const DATES = new RegExp(
  String.raw`(?:(?:du|from|entre le|between)\s)?${DATE}\s?(?:-|au|to|until|till|jusqu'au|et le|and)\s?${DATE}(?:\s(?:inclus|compris|inclusive|included)\b)?`,
  'y',
);
const WHOLE_MONTHS = new RegExp(String.raw`(?:(?:de|from)\s|d')?${MONTH}\s?(?:-|a|to)\s?${MONTH}`, 'y');

const DAYS = [
  ['lun(?:dis?)?', 'mon(?:days?)?'],
  ['mar(?:dis?)?', 'tue(?:s|sdays?)?'],
  ['mer(?:credis?)?', 'wed(?:nesdays?)?'],
  ['jeu(?:dis?)?', 'thu(?:rs?|rsdays?)?'],
  ['ven(?:dredis?)?', 'fri(?:days?)?'],
  ['sam(?:edis?)?', 'sat(?:urdays?)?'],
  ['dim(?:anches?)?', 'sun(?:days?)?'],
].map((names) => names.join('|'));
const DAY = String.raw`(${DAYS.join('|')})\b\.?`;
const DAY_RANGE = new RegExp(String.raw`(?:(?:du|from)\s)?${DAY}\s?(?:-|au|a|to)\s?${DAY}`, 'y');
const ONE_DAY = new RegExp(DAY, 'y');
const NAMED_DAYS = DAYS.map((names) => new RegExp(`^(?:${names})$`));

/** Words with a single meaning, and that meaning. */
const WORDS: readonly (readonly [words: string, token: HoursToken])[] = [
  [
    String.raw`toute la journee|journee entiere|24\s?h(?:eures)?\s?(?:/|sur)\s?24|all day|(?:the )?whole day`,
    hours('00:00-24:00'),
  ],
  ["toute l'annee|all (?:the )?year(?: round)?", { kind: 'season', text: undefined }],
  ['hiver|hivernale?|winter|saison haute|haute saison', { kind: 'season', text: SEASON_DATES.winter }],
  ['ete|estivale?|summer|saison basse|basse saison', { kind: 'season', text: SEASON_DATES.summer }],
  [
    String.raw`tous les jours(?: de l'annee)?|chaque jour|7\s?(?:j|jours)\s?(?:/|sur)\s?7|every ?day|daily|all days`,
    { kind: 'days', days: [] },
  ],
  ['week-?ends?|week ends?', { kind: 'days', days: ['sat', 'sun'] }],
  ['semaine|weekdays?', { kind: 'days', days: ['mon', 'tue', 'wed', 'thu', 'fri'] }],
  ['(?:jours? )?feries?(?: inclus| compris)?|(?:public |bank )?holidays?', { kind: 'days', days: ['holiday'] }],
  ['hc|heures? creuses?|creuses?|off-?peak(?: hours?)?', { kind: 'period', isOffPeak: true }],
  ['hp|heures? pleines?|pleines?|peak(?: hours?)?', { kind: 'period', isOffPeak: false }],
  ['et|and|ainsi que|puis', { kind: 'between', isComma: false }],
  ['le|la|les|the|en|in|on|at|pendant|during|periode|saison|season|heures|hours|nuit', { kind: 'nothing' }],
  ['vos|nouvelles|sont|seront|plages?|horaires?|your|new|are|will be', { kind: 'nothing' }],
];
const WORD_PATTERNS = WORDS.map(([words, token]) => [new RegExp(`(?:${words})(?![a-z])`, 'y'), token] as const);
/** l’hiver, d’avril */
const ELISION = /[ld]'/y;
const AND: HoursToken = { kind: 'between', isComma: false };
const SIGNS: { readonly [sign: string]: HoursToken } = {
  ...{ ',': { kind: 'between', isComma: true }, '+': AND, '&': AND, '/': AND },
  ...{ ':': { kind: 'colon' }, ';': { kind: 'end' }, '.': { kind: 'end' }, ' ': { kind: 'nothing' } },
};

/** The pieces of a text, in order; undefined if there is anything else in it. */
export function hoursTokens(typed: string): readonly HoursToken[] | undefined {
  const text = plain(typed);
  const tokens: HoursToken[] = [];
  for (let at = 0; at < text.length; ) {
    const found = tokenAt(text, at);
    if (!found) return undefined;
    tokens.push(found.token);
    at += found.length;
  }
  return tokens;
}

/** In lower case, without accents, and with one blank between words. Text in brackets is a list by itself. */
function plain(typed: string): string {
  return typed
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘]/g, "'")
    .replace(/[‐-―−]/g, '-')
    .replace(/\(([^()]*)\)/g, (_, inside: string) => ` ${inside.replaceAll(';', ',')} `)
    .replace(/\s+/g, ' ')
    .trim();
}

interface Found {
  readonly token: HoursToken;
  readonly length: number;
}

function tokenAt(text: string, at: number): Found | undefined {
  return (
    read(DATES, text, at, (parts) => datesOf(dateIn(parts.slice(0, 6)), dateIn(parts.slice(6)))) ??
    read(WHOLE_MONTHS, text, at, ([from, to]) => datesOf(dateAt(monthOf(from), 1), lastOf(monthOf(to)))) ??
    read(DAY_RANGE, text, at, ([from, to]) => daysBetween(dayOf(from), dayOf(to))) ??
    read(ONE_DAY, text, at, ([name]) => daysBetween(dayOf(name), dayOf(name))) ??
    wordAt(text, at) ??
    TIMES.map((times) => read(times, text, at, (parts) => spanOf(parts.slice(0, 6), parts.slice(6)))).find(Boolean) ??
    read(ELISION, text, at, () => ({ kind: 'nothing' })) ??
    signAt(text, at)
  );
}

type Parts = readonly (string | undefined)[];

/** What a pattern finds at a position; undefined if it is not there, or has no meaning. */
function read(
  pattern: RegExp,
  text: string,
  at: number,
  means: (parts: Parts) => HoursToken | undefined,
): Found | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  const token = found && means(found.slice(1));
  return found && token ? { token, length: found[0].length } : undefined;
}

function wordAt(text: string, at: number): Found | undefined {
  return WORD_PATTERNS.map(([pattern, token]) => read(pattern, text, at, () => token)).find(Boolean);
}

function signAt(text: string, at: number): Found | undefined {
  const token = SIGNS[text[at] ?? ''];
  return token && { token, length: 1 };
}

function hours(text: string): HoursToken {
  return { kind: 'hours', text };
}

function spanOf(from: Parts, to: Parts): HoursToken | undefined {
  // In "2 to 5 pm", it is unclear whether 2 is at night or in the afternoon.
  if ((from[3] === undefined) !== (to[3] === undefined)) return undefined;
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  if (begin === undefined || end === undefined || begin === MINUTES_A_DAY) return undefined;
  return hours(`${clockText(begin)}-${clockText(end)}`);
}

/** The minute after midnight; 1 440 for the text 24:00 at the end of a day. */
function minuteOf([hour, afterH, afterSign, half, midnight, noon]: Parts): number | undefined {
  if (midnight !== undefined) return 0;
  if (noon !== undefined) return MINUTES_A_DAY / 2;
  const [hours, minutes] = [Number(hour), Number(afterH ?? afterSign ?? 0)];
  if (half !== undefined && (hours < 1 || hours > 12)) return undefined;
  const minute = (half === undefined ? hours : (hours % 12) + (half === 'p' ? 12 : 0)) * 60 + minutes;
  return minutes < 60 && minute <= MINUTES_A_DAY ? minute : undefined;
}

/** The index of a month, from 0; -1 for another word. */
function monthOf(name: string | undefined): number {
  return MONTHS.findIndex((names) => names.test(name ?? ''));
}

function dateIn([day, month, monthBefore, dayAfter, dayOfTwo, monthOfTwo]: Parts): string | undefined {
  const named = month ?? monthBefore;
  return dateAt(named === undefined ? Number(monthOfTwo) - 1 : monthOf(named), Number(day ?? dayAfter ?? dayOfTwo));
}

function lastOf(month: number): string | undefined {
  return dateAt(month, LONGEST_MONTHS[month] ?? 0);
}

/** A month and day in the notation of the settings; undefined if no year has that date. */
function dateAt(month: number, day: number): string | undefined {
  if (day < 1 || day > (LONGEST_MONTHS[month] ?? 0)) return undefined;
  return [month + 1, day].map((part) => String(part).padStart(2, '0')).join('-');
}

function datesOf(from: string | undefined, to: string | undefined): HoursToken | undefined {
  return from === undefined || to === undefined ? undefined : { kind: 'dates', text: `${from}..${to}` };
}

function dayOf(name: string | undefined): number {
  return NAMED_DAYS.findIndex((names) => names.test(name ?? ''));
}

/** The days from one day of the week to another, which may be in the next week. */
function daysBetween(from: number, to: number): HoursToken {
  const count = ((to - from + 7) % 7) + 1;
  return { kind: 'days', days: Array.from({ length: count }, (_, nth) => DAY_NAMES[(from + nth) % 7] as DayName) };
}
