import { expect, test } from 'vitest';
import { type HoursByDate, offPeakHistorique } from '../../testbed/fortnight/contracts.ts';
import { expectedDays, expectedEvents, type KnownHours, UNKNOWN } from '../../testbed/fortnight/expected.ts';
import { accountOf, missingForFortnight } from '../../testbed/fortnight/fortnight.ts';
import type { SensorSettings } from '../../testbed/fortnight/home.ts';
import { dateAndMinute, type Life } from '../../testbed/fortnight/life.ts';
import type { SentFrame } from '../../testbed/fortnight/live.ts';
import { momentOf, shownAt } from '../../testbed/years/wall-clock.ts';

const missing = missingForFortnight();
const OLD = '02:56-07:56,11:56-14:56';
const NEW = '00:26-05:26,13:26-16:26';
/** The clock goes back in the last night, within the off-peak hours that hold from this day on. */
const CHANGED = '2034-10-24';
const HOURS: HoursByDate = [
  ['2034-10-01', OLD],
  [CHANGED, NEW],
];
const SENSORS: readonly SensorSettings[] = [
  { name: 'Night', kind: 'contact', when: 'offPeak' },
  { name: 'Warm-up', kind: 'occupancy', when: 'offPeak', leadMinutes: 20 },
];

test.skipIf(missing.length > 0)(
  'off-peak hours that change on the ninth day, over the change of the clock in autumn, in historique: they are learned, and learned anew',
  async () => {
    const life: Life = {
      mode: 'historique',
      address: '021876543210',
      from: '2034-10-16 10:00:00',
      until: '2034-10-30 09:00:00',
      contract: offPeakHistorique(HOURS),
      script: [
        ['2034-10-20 13:10:00', { kind: 'stop', minutes: 5 }],
        ['2034-10-26 03:10:00', { kind: 'kill', minutes: 5 }],
      ],
    };
    const account = await accountOf(life, { sensors: SENSORS, looks: Object.keys(SEEN) });

    // On the day itself, what has happened is known, and the old hours are expected of the rest.
    const onTheDay = account.hours.filter((change) => change.startsWith(CHANGED));
    expect
      .soft(account.hours.filter((change) => !onTheDay.includes(change)))
      .toEqual([
        '2034-10-16 10:01:00 today unknown tomorrow unknown',
        `2034-10-17 10:01:30 today ${OLD} tomorrow ${OLD}`,
        `2034-10-25 00:00:00 today ${NEW} tomorrow ${NEW}`,
      ]);
    expect.soft(onTheDay.filter((change) => !change.endsWith(` tomorrow ${OLD}`))).toEqual([]);
    expect.soft(onTheDay.at(-1)).toBe(`2034-10-24 16:26:05 today ${NEW} tomorrow ${OLD}`);
    const looked = Object.entries(account.calendars).map(([at, calendar]) => [
      at,
      [calendar?.offPeak, calendar?.offPeakTomorrow, calendar?.seenDays],
    ]);
    expect.soft(Object.fromEntries(looked)).toEqual(SEEN);

    const events = expectedEvents(account.frames, SENSORS, knownAt, ({ state }) => state.period === 'HC..');
    expect.soft(account.events.toSorted()).toEqual(events.toSorted());
    expect
      .soft(account.news)
      .toEqual([
        'Linky: the off-peak hours of the contract are now 00:26–05:26, 13:26–16:26, as was seen on a whole day (before: 02:56–07:56, 11:56–14:56).',
      ]);
    expect
      .soft(account.facts.news.map(({ atMs }) => shownAt(atMs)))
      .toEqual([expect.stringMatching(/^2034-10-25 00:0[01]:/)]);
    expect.soft(account.registers).toEqual(['hc HC yes', 'hp HP no']);
    expect.soft(account.mistakes).toEqual([]);
    expect.soft(account.days).toEqual(expectedDays(account.frames, { HCHC: 'HC', HCHP: 'HP' }));
  },
);

/** The hours of today and tomorrow at some moments, and on how many days in a row they were seen. */
const SEEN = {
  '2034-10-17 10:01:30': [OLD, OLD, 1],
  '2034-10-18 00:00:05': [OLD, OLD, 1],
  '2034-10-19 00:00:05': [OLD, OLD, 2],
  // After a restart, which was over before the end of the off-peak hours.
  '2034-10-21 00:00:05': [OLD, OLD, 4],
  '2034-10-24 00:00:05': [OLD, OLD, 7],
  '2034-10-25 00:00:05': [NEW, NEW, 1],
  // After a kill.
  '2034-10-27 00:00:05': [NEW, NEW, 3],
  '2034-10-30 00:00:05': [NEW, NEW, 6],
};

/** On the day of the change, the midday hours of before are waited for in vain. */
function knownAt({ atMs }: SentFrame): KnownHours {
  const { date, minute } = dateAndMinute(atMs);
  if (atMs < momentOf('2034-10-17 10:00:00')) return UNKNOWN;
  if (date === CHANGED) return { today: minute < 12 * 60 + 1 ? OLD : '', tomorrow: OLD };
  return date < CHANGED ? { today: OLD, tomorrow: OLD } : { today: NEW, tomorrow: NEW };
}
