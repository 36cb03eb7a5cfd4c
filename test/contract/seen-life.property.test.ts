import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areSameHours, hoursIn, hoursText, isInHours } from '../../src/contract/date-hours.ts';
import { runs } from '../../testbed/support/generated.ts';
import { DAY_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { eightHours } from './eight-hours.ts';
import { type Gap, hoursOfDay, instantOf, isOffPeakAt, lived, localMinute, type SeenLife } from './seen-life.ts';

const DAY_MINUTES = 1_440;

/** Weeks that begin at any minute, half of them with a change of the clocks. */
const begins = fc
  .tuple(
    fc.constantFrom('2026-03-20', '2026-10-15', '2027-03-19', '2027-10-20', '2026-02-01', '2026-06-10', '2026-12-20'),
    fc.integer({ min: 0, max: DAY_MINUTES - 1 }),
  )
  .map(([date, minute]) => instantOf(`${date} 00:00`) + minute * MINUTE_MS);

const autumn = fc.constantFrom('first' as const, 'second' as const, 'both' as const);

/** When hours change: at a midnight, or in the middle of a day; in minutes after the beginning of a life. */
const changeDays = fc.tuple(fc.integer({ min: 4, max: 9 }), fc.integer({ min: 14, max: 18 }));
const changeMinute = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: DAY_MINUTES - 1 }));

const DAYS = 24;
const LIVES = 6;

const gaps = (fromMs: number, length: fc.Arbitrary<number>) =>
  fc.array(
    fc
      .record({
        at: fc.integer({ min: 1, max: DAYS * DAY_MINUTES - 1 }),
        length,
        after: fc.constantFrom(
          'goes on' as const,
          'starts' as const,
          'starts' as const,
          'starts without a clock' as const,
        ),
      })
      .map(
        ({ at, length, after }): Gap => ({
          fromMs: fromMs + at * MINUTE_MS,
          toMs: fromMs + (at + length) * MINUTE_MS,
          after,
        }),
      ),
    { maxLength: 8 },
  );

const anyLength = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: 3 * DAY_MINUTES }),
);

/** A life with two changes of hours, the second of which may return to the first hours. */
function lives(someGaps: (fromMs: number) => fc.Arbitrary<readonly Gap[]>): fc.Arbitrary<SeenLife> {
  return fc
    .record({
      fromMs: begins,
      days: changeDays,
      minute: changeMinute,
      first: eightHours,
      second: eightHours,
      goesBack: fc.boolean(),
      third: eightHours,
      autumn,
    })
    .filter(({ first, second, goesBack, third }) => !areSame(first, second) && (goesBack || !areSame(second, third)))
    .chain(({ fromMs, days, minute, first, second, goesBack, third, autumn }) => {
      const at = (day: number) => {
        const date = new Date((Math.floor(localMinute(fromMs) / DAY_MINUTES) + day) * DAY_MS)
          .toISOString()
          .slice(0, 10);
        return instantOf(`${date} 00:00`) + minute * MINUTE_MS;
      };
      return someGaps(fromMs).map((gaps) => ({
        fromMs,
        toMs: fromMs + DAYS * DAY_MS,
        chapters: [
          { fromMs, hours: first },
          { fromMs: at(days[0]), hours: second },
          { fromMs: at(days[1]), hours: goesBack ? first : third },
        ],
        gaps,
        autumn,
      }));
    });
}

function areSame(one: string, other: string): boolean {
  return areSameHours(hoursIn(one), hoursIn(other));
}

/** The news of a life as texts, with the names of the hours of its chapters. */
function newsOf(life: SeenLife): readonly string[] {
  return lived(life).flatMap(({ news }) =>
    news ? [`${nameIn(life, news.before)} → ${nameIn(life, news.offPeak)}`] : [],
  );
}

function changesOf(life: SeenLife): readonly string[] {
  const names = life.chapters.map(({ hours }) => nameIn(life, hours));
  return names.slice(1).map((name, nth) => `${names[nth]} → ${name}`);
}

/** Hours that differ by less than five minutes share the name of the first chapter that has them. */
function nameIn({ chapters }: SeenLife, text: string): string {
  return chapters.find(({ hours }) => areSame(hours, text))?.hours ?? `never: ${text}`;
}

test('each change of hours that is observed without a gap is news once, and nothing else is', () => {
  fc.assert(
    fc.property(
      lives(() => fc.constant([])),
      (life) => {
        expect(newsOf(life)).toEqual(changesOf(life));
      },
    ),
    runs(LIVES),
  );
});

test('restarts of some minutes between switches neither hide a change nor repeat it', () => {
  const restarts = lives((fromMs) => gaps(fromMs, fc.integer({ min: 1, max: 25 }))).map((life) => ({
    ...life,
    gaps: life.gaps.filter((gap) => !hasSwitch(life, gap)).map((gap) => ({ ...gap, after: 'starts' as const })),
  }));
  fc.assert(
    fc.property(restarts, (life) => {
      expect(newsOf(life)).toEqual(changesOf(life));
    }),
    runs(LIVES),
  );
});

function hasSwitch(life: SeenLife, { fromMs, toMs }: Gap): boolean {
  const minutes = Array.from({ length: (toMs - fromMs) / MINUTE_MS + 2 }, (_, nth) => fromMs + (nth - 1) * MINUTE_MS);
  return new Set(minutes.map((atMs) => isOffPeakAt(life, atMs))).size > 1;
}

test('no change is invented or repeated, whatever the gaps', () => {
  fc.assert(
    fc.property(
      lives((fromMs) => gaps(fromMs, anyLength)),
      (life) => {
        const [first = '', , third = ''] = life.chapters.map(({ hours }) => nameIn(life, hours));
        const changes = [...changesOf(life), `${first} → ${third}`];
        const said = newsOf(life);
        expect(said.filter((one) => !changes.includes(one))).toEqual([]);
        expect(new Set(said).size).toBe(said.length);
      },
    ),
    runs(LIVES),
  );
});

test('a date that is reported as observed had these hours in each observed minute', () => {
  fc.assert(
    fc.property(
      lives((fromMs) => gaps(fromMs, anyLength)),
      (life) => {
        const told = lived(life);
        const dates = new Map(
          told.flatMap(({ hours }) => (hours?.newestDate ? [[hours.newestDate.day, hours.newestDate.offPeak]] : [])),
        );
        const wrong = told.filter(({ time, offPeak }) => {
          const hours = dates.get(time.day);
          const isUnclear = isTwice(time.atMs) || isNearGap(life, time.atMs) || !isSteady(life, time.atMs);
          return hours && !isUnclear && isInHours(hours, time.minute) !== offPeak;
        });
        expect(wrong).toEqual([]);
      },
    ),
    runs(LIVES),
  );
});

/** Whether the meter does not switch within the tolerance of minutes around an instant. */
function isSteady(life: SeenLife, atMs: number): boolean {
  const around = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5].map((by) => isOffPeakAt(life, atMs + by * MINUTE_MS));
  return around.every((offPeak) => offPeak === isOffPeakAt(life, atMs));
}

function isTwice(atMs: number): boolean {
  const local = localMinute(atMs);
  return localMinute(atMs - 60 * MINUTE_MS) === local || localMinute(atMs + 60 * MINUTE_MS) === local;
}

function isNearGap({ gaps }: SeenLife, atMs: number): boolean {
  return gaps.some(({ fromMs, toMs }) => atMs >= fromMs - 30 * MINUTE_MS && atMs <= toMs + 30 * MINUTE_MS);
}

/** Whether hours, present or previous, began or ended within the last minutes, or were ended by a change: a switch may be late. */
function mayHaveSwitched({ chapters }: SeenLife, minute: number): boolean {
  const ends = chapters.flatMap(({ fromMs, hours }) => [
    localMinute(fromMs) % DAY_MINUTES,
    ...hoursIn(hours).flatMap(({ from, to }) => [from, to]),
  ]);
  return ends.some((end) => minute >= end && minute < end + 5);
}

test('hours that are running are reported as such, some minutes after they have begun', () => {
  fc.assert(
    fc.property(
      lives((fromMs) => gaps(fromMs, anyLength)),
      (life) => {
        const wrong = lived(life).filter(({ time, offPeak, hours }) => {
          const isUnclear = [0, 60].some((by) => isTwice(time.atMs - by * MINUTE_MS)) || isNearGap(life, time.atMs);
          const isLate = mayHaveSwitched(life, time.minute) || !isSteady(life, time.atMs);
          return hours?.newestDate && !isUnclear && !isLate && isInHours(hours.today, time.minute) !== offPeak;
        });
        expect(
          wrong.map(({ time, hours }) => `${new Date(time.atMs).toISOString()} ${hoursText(hours?.today ?? [])}`),
        ).toEqual([]);
      },
    ),
    runs(LIVES),
  );
});

test('a week after the last change the hours are those of the contract, to the minute', () => {
  fc.assert(
    fc.property(
      lives(() => fc.constant([])),
      (life) => {
        const last = lived(life).at(-1);
        const day = last?.time.day ?? 0;
        const contract = life.chapters.at(-1);
        const hours = contract ? hoursText(hoursOfDay(contract, day)) : undefined;
        expect([hoursText(last?.hours?.today ?? []), hoursText(last?.hours?.tomorrow ?? [])]).toEqual([hours, hours]);
      },
    ),
    runs(LIVES),
  );
});

test('weekends with hours of their own are not news, whatever the gaps', () => {
  const contracts = fc.record({ fromMs: begins, hours: eightHours, weekend: eightHours, autumn }).chain((contract) =>
    gaps(contract.fromMs, anyLength).map(
      (someGaps): SeenLife => ({
        fromMs: contract.fromMs,
        toMs: contract.fromMs + DAYS * DAY_MS,
        chapters: [contract],
        gaps: someGaps,
        autumn: contract.autumn,
      }),
    ),
  );
  fc.assert(
    fc.property(contracts, (life) => {
      expect(lived(life).flatMap(({ news }) => news ?? [])).toEqual([]);
    }),
    runs(LIVES),
  );
});
