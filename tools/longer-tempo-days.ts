import { dateOf, dayOfDate, daysSinceMonday } from '../src/base/paris-time.ts';
import { COLOUR_OF_LETTER, DISPUTED_DAYS } from '../src/energy/tempo-days.ts';
import { RED_MONTHS, seasonOf } from '../src/energy/tempo-season.ts';

/** The source of `src/energy/tempo-days.ts` with more days, or what is wrong with these, in sentences. */
export type Longer =
  | { readonly kind: 'longer'; readonly source: string; readonly added: readonly number[] }
  | { readonly kind: 'refused'; readonly says: readonly string[] };

/** A letter of `COLOUR_OF_LETTER` by day, in days since 1970-01-01. */
type Letters = ReadonlyMap<number, string>;

const HEADER = 'day,colour';
/** The object in the source, and a season in it. */
const SEASONS = /(?<=^const SEASONS\b[^=]*= \{\n)[\s\S]*?(?=^\};$)/m;
const SEASON = /(\d{4}): `([^`]*)`/g;
const UNPUBLISHED = '-';
const [SATURDAY, SUNDAY] = [5, 6];

/**
 * Adds the days of a CSV (`day,colour`: `2026-12-01,B`) to the source. Days that it has already may come again; one of another
 * colour is refused, and so is a season that breaks the rules of Tempo.
 */
export function withMoreDays(source: string, csv: string): Longer {
  const [text] = SEASONS.exec(source) ?? [];
  if (text === undefined) return refused('The source has no object SEASONS.');
  const known = lettersIn(text);
  const { letters, faults } = lettersOf(csv);
  const contradictions = [...letters].flatMap(([day, letter]) => contradiction(day, letter, known.get(day)));
  if (faults.length + contradictions.length > 0) return refused(...faults, ...contradictions);
  const all: Letters = new Map([...known, ...letters].toSorted(([one], [other]) => one - other));
  const seasons = seasonsOf(all);
  const broken = [
    ...[...all].flatMap(([day, letter]) => misplaced(day, letter)),
    ...seasons.flatMap((one) => wrong(one, all)),
  ];
  if (broken.length > 0) return refused(...broken);
  const added = [...letters.keys()].filter((day) => !known.has(day)).toSorted((one, other) => one - other);
  return {
    kind: 'longer',
    source: source.replace(SEASONS, () => seasons.map((one) => seasonText(one, all)).join('')),
    added,
  };
}

function refused(...says: readonly string[]): Longer {
  return { kind: 'refused', says };
}

function lettersIn(text: string): Letters {
  const seasons = [...text.matchAll(SEASON)];
  return new Map(
    seasons.flatMap(([, year, letters = '']) => {
      const first = dayOfDate(`${year}-09-01`) ?? Number.NaN;
      const days = [...letters.replace(/\s/g, '')].map((letter, nth) => [first + nth, letter] as const);
      return days.filter(([, letter]) => letter !== UNPUBLISHED);
    }),
  );
}

/** The days of a CSV, and what is wrong with its lines. */
function lettersOf(csv: string): { readonly letters: Letters; readonly faults: readonly string[] } {
  const [header, ...lines] = csv.replace(/\r?\n$/, '').split(/\r?\n/);
  if (header !== HEADER) return { letters: new Map(), faults: [`The first line is not “${HEADER}”.`] };
  const letters = new Map<number, string>();
  const faults = lines.flatMap((line, nth) => {
    const [date = '', letter = '', ...more] = line.split(',');
    const day = dayOfDate(date);
    const at = `Line ${nth + 2}`;
    if (more.length > 0 || !line.includes(',')) return `${at} is not a day and a colour: “${line}”.`;
    if (day === undefined) return `${at}: there is no date “${date}”.`;
    if (!COLOUR_OF_LETTER.has(letter))
      return `${at}: “${letter}” is not a colour (${[...COLOUR_OF_LETTER.keys()].join(', ')}).`;
    const before = letters.get(day) ?? letter;
    letters.set(day, letter);
    return before === letter ? [] : `${date} is there twice, as ${before} and as ${letter}.`;
  });
  return { letters, faults: lines.length === 0 ? ['There is no day in the file.'] : faults };
}

function contradiction(day: number, letter: string, known = letter): readonly string[] {
  if (letter === known) return [];
  const disputed = DISPUTED_DAYS.find(({ date }) => date === dateOf(day));
  const sources = disputed
    ? ` The sources differ: eCO2mix has ${disputed.eco2mix}, RTE’s services ${disputed.services}, EDF ${disputed.edf}.`
    : '';
  return [`${dateOf(day)} is ${letter} in the file, and ${known} in the data.${sources}`];
}

/** What is wrong with a colour on its day. */
function misplaced(day: number, letter: string): readonly string[] {
  const date = dateOf(day);
  const weekday = daysSinceMonday(day);
  if (letter === 'W' && weekday === SUNDAY) return [`${date} is white, and a Sunday.`];
  if (letter !== 'R') return [];
  if (weekday === SUNDAY || weekday === SATURDAY) return [`${date} is red, and at a weekend.`];
  return RED_MONTHS.includes(date.slice(5, 7)) ? [] : [`${date} is red, and not between November and March.`];
}

type Season = ReturnType<typeof seasonOf>;

/** All seasons from that of the first day to that of the last. */
function seasonsOf(letters: Letters): readonly Season[] {
  const days = [...letters.keys()];
  const [first, last] = [seasonOf(days[0] ?? Number.NaN), seasonOf(days.at(-1) ?? Number.NaN)];
  return Array.from({ length: last.year - first.year + 1 }, (_, nth) =>
    seasonOf(dayOfDate(`${first.year + nth}-09-01`) ?? Number.NaN),
  );
}

/** What is wrong with a season: it is over, and a day is missing or there are not its days of each colour, or it has more of them already. */
function wrong({ name, first, end, all }: Season, letters: Letters): readonly string[] {
  const found = Array.from({ length: end - first }, (_, nth) => letters.get(first + nth));
  const [red, white] = ['R', 'W'].map((colour) => found.filter((letter) => letter === colour).length) as [
    number,
    number,
  ];
  const isOver = [...letters.keys()].some((day) => day >= end - 1);
  const missing = found.flatMap((letter, nth) => (letter === undefined ? dateOf(first + nth) : []));
  if (isOver && missing.length > 0)
    return [
      `The season ${name} is over, and ${missing.length} of its days have no colour: ${missing[0]} is the first.`,
    ];
  const isWrong = isOver ? red !== all.red || white !== all.white : red > all.red || white > all.white;
  return isWrong
    ? [
        `The season ${name} has ${red} red and ${white} white days${isOver ? '' : ' already'}, and not ${all.red} and ${all.white}.`,
      ]
    : [];
}

/** A season as it stands in the source, up to the last day that is known: a line for each month. */
function seasonText({ year, first, end }: Season, letters: Letters): string {
  const days = Array.from({ length: end - first }, (_, nth) => first + nth);
  const known = days.slice(0, days.findLastIndex((day) => letters.has(day)) + 1);
  const months = Map.groupBy(known, (day) => dateOf(day).slice(0, 7));
  const lines = [...months.values()].map(
    (month) => `    ${month.map((day) => letters.get(day) ?? UNPUBLISHED).join('')}\n`,
  );
  return `  ${year}: \`\n${lines.join('')}  \`,\n`;
}
