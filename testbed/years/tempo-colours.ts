import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { DAY_MS } from '../support/time.ts';

const RED_DAYS = 22;
const WHITE_DAYS = 43;
const MOST_RED_IN_A_ROW = 5;
const SUNDAY = 0;
const SATURDAY = 6;

/**
 * Draws the days of a Tempo season that are not blue, by their dates: 22 red days from November to March, never at a weekend,
 * and 43 white days, never on a Sunday. A season goes from the first of September to the end of August.
 * @param year in which the season begins
 */
function tempoSeason(year: number): ReadonlyMap<string, 'white' | 'red'> {
  const random = seededRandom(2027, year);
  const colours = new Map<string, 'white' | 'red'>();
  draw('red', RED_DAYS, [Date.UTC(year, 10, 1), Date.UTC(year + 1, 3, 1)], (day) => day !== SUNDAY && day !== SATURDAY);
  draw('white', WHITE_DAYS, [Date.UTC(year, 9, 1), Date.UTC(year + 1, 4, 1)], (day) => day !== SUNDAY);
  return colours;

  function draw(
    colour: 'white' | 'red',
    count: number,
    [fromMs, toMs]: [number, number],
    may: (day: number) => boolean,
  ) {
    for (let left = count; left > 0; ) {
      const atMs = fromMs + Math.floor((random() * (toMs - fromMs)) / DAY_MS) * DAY_MS;
      const date = dateOf(atMs);
      if (colours.has(date) || !may(new Date(atMs).getUTCDay())) continue;
      if (colour === 'red' && isInLongRow(atMs)) continue;
      colours.set(date, colour);
      left -= 1;
    }
  }

  function isInLongRow(atMs: number): boolean {
    const redBy = (step: number) => {
      let count = 0;
      while (colours.get(dateOf(atMs + (count + 1) * step * DAY_MS)) === 'red') count += 1;
      return count;
    };
    return redBy(-1) + redBy(1) >= MOST_RED_IN_A_ROW;
  }
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

const seasons = new Map<number, ReadonlyMap<string, 'white' | 'red'>>();

/** The letter of a day's colour in the meter's names: B for blue, W for white, R for red. */
export function tempoLetter(date: string): 'B' | 'W' | 'R' {
  const [year = 0, month = 0] = date.split('-').map(Number);
  const begins = month >= 9 ? year : year - 1;
  const season = seasons.get(begins) ?? tempoSeason(begins);
  seasons.set(begins, season);
  const colour = season.get(date);
  return colour === 'red' ? 'R' : colour === 'white' ? 'W' : 'B';
}
