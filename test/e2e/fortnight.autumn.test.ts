import { beforeAll, describe, expect, test } from 'vitest';
import { type HoursByDate, offPeakHistorique, offPeakStandard } from '../../testbed/fortnight/contracts.ts';
import { expectedDays, expectedEvents, hoursTold, type KnownHours, UNKNOWN } from '../../testbed/fortnight/expected.ts';
import { type Account, accountsOf, missingForFortnight } from '../../testbed/fortnight/fortnight.ts';
import { dateAndMinute, type Fortnight, type SensorSettings } from '../../testbed/fortnight/life.ts';
import type { SentFrame } from '../../testbed/fortnight/live.ts';
import { momentOf, shownAt } from '../../testbed/years/wall-clock.ts';

const OLD = '00:26-05:26,13:26-16:26';
const NEW = '02:56-07:56,11:56-14:56';
/** The ninth day, on which winter begins. The clock goes back three nights before, within the off-peak hours. */
const CHANGED = '2034-11-01';
const HOURS: HoursByDate = [
  ['2034-10-01', OLD],
  [CHANGED, NEW],
];

const HOURS_SENSORS: readonly SensorSettings[] = [
  { name: 'Night', kind: 'contact', when: 'offPeak' },
  { name: 'Warm-up', kind: 'occupancy', when: 'offPeak', leadMinutes: 20 },
];
const STAGE = { kind: 'occupancy', when: 'load', hysteresis: 10, delayOn: 10, delayOff: 30 } as const;
const STAGES: readonly SensorSettings[] = [
  { ...STAGE, name: 'Load 75', above: 75 },
  { ...STAGE, name: 'Load 85', above: 85 },
  { ...STAGE, name: 'Load 95', above: 95 },
];
const SILENT: SensorSettings = { name: 'Silent', kind: 'occupancy', when: 'silent', delayOn: 60, delayOff: 30 };
const BEHIND: SensorSettings = {
  ...{ name: 'Behind', kind: 'occupancy', when: 'mirrorBehind' },
  ...{ above: 95, hysteresis: 90, delayOn: 0, delayOff: 0 },
};

/** The hours of today and tomorrow that a meter in historique has shown at some moments, on how many days in a row, and the season. */
const SEEN = {
  '2034-10-25 10:01:30': [OLD, OLD, 1, undefined],
  '2034-10-26 00:00:05': [OLD, OLD, 1, undefined],
  '2034-10-27 00:00:05': [OLD, OLD, 2, undefined],
  // After a restart, which was over before the end of the off-peak hours.
  '2034-10-29 00:00:05': [OLD, OLD, 4, undefined],
  '2034-11-01 00:00:05': [OLD, OLD, 7, undefined],
  // That hours are others is believed with the third frame that shows it.
  '2034-11-02 00:00:05': [NEW, NEW, 1, undefined],
  // After a kill.
  '2034-11-04 00:00:05': [NEW, NEW, 3, 'winter'],
  '2034-11-07 00:00:05': [NEW, NEW, 6, 'winter'],
};

const watts = (watts: number) => ({ kind: 'draws', watts }) as const;
const FORTNIGHT: Fortnight = {
  from: '2034-10-24 10:00:00',
  until: '2034-11-07 09:00:00',
  looks: Object.keys(SEEN),
  script: [
    ['2034-10-25 19:00:00', { kind: 'closely', seconds: 210 }],
    ['2034-10-27 15:20:00', { kind: 'silence', minutes: 25 }],
    ['2034-10-28 13:10:00', { kind: 'stop', minutes: 5 }],
    ['2034-10-29 17:59:00', { kind: 'closely', seconds: 120 }],
    ['2034-10-29 18:00:00', { kind: 'databaseStops' }],
    ['2034-10-29 19:34:30', { kind: 'closely', seconds: 60 }],
    ['2034-10-29 20:30:00', { kind: 'databaseStarts' }],
    ['2034-10-29 20:30:00', { kind: 'closely', seconds: 180 }],
    ['2034-11-03 03:10:00', { kind: 'kill', minutes: 5 }],
  ],
  lives: [
    {
      name: 'Told',
      mode: 'standard',
      address: '021876543210',
      contract: offPeakStandard(HOURS, { 'HEURE  CREUSE': 7, 'HEURE  PLEINE': 3 }, false),
      sensors: [...HOURS_SENSORS, ...STAGES, SILENT, BEHIND],
      staleAfter: 900,
      script: [
        ['2034-10-25 19:00:10', watts(7000)],
        ['2034-10-25 19:00:30', watts(8000)],
        ['2034-10-25 19:00:50', watts(8800)],
        // Within the hysteresis of the third stage, and then below it.
        ['2034-10-25 19:01:10', watts(8000)],
        ['2034-10-25 19:01:20', watts(7600)],
        ['2034-10-25 19:02:00', watts(6600)],
        ['2034-10-25 19:02:40', watts(480)],
      ],
    },
    {
      name: 'Seen',
      mode: 'historique',
      address: '021876543211',
      contract: offPeakHistorique(HOURS),
      sensors: HOURS_SENSORS,
    },
  ],
};

/** What the log says of each meter. */
const SILENCE_NEWS = [
  'nothing comes from the meter on PORT. Check the two wires on I1 and I2, and that the meter’s TIC output is on.',
  'the meter is back after 25 min.',
];
const STARTS = ['2034-10-24 10:00:00', '2034-10-28 13:15:00', '2034-11-03 03:15:00'];

describe.skipIf(missingForFortnight().length > 0)(
  'a home in autumn: an evening of load, a silence, a database that is away, a restart, a kill, the change of the clock and the first day of winter',
  () => {
    let accounts: ReadonlyMap<string, Account>;
    beforeAll(async () => {
      accounts = await accountsOf(FORTNIGHT);
    });

    test('off-peak hours with a midday that change with the season, on the ninth day, in decimal', () => {
      const account = accounts.get('Told') as Account;
      expect
        .soft(account.hours)
        .toEqual([
          `2034-10-24 10:01:00 today ${OLD} tomorrow ${OLD}`,
          `2034-10-31 00:00:05 today ${OLD} tomorrow ${NEW}`,
          `2034-11-01 00:00:05 today ${NEW} tomorrow ${NEW}`,
        ]);
      const scripted = [
        '2034-10-25 19:00:20 Load 75 on',
        '2034-10-25 19:00:40 Load 85 on',
        '2034-10-25 19:01:00 Load 95 on',
        '2034-10-25 19:01:50 Load 95 off',
        '2034-10-25 19:02:30 Load 85 off',
        '2034-10-25 19:03:10 Load 75 off',
        ...inactiveAndBack('2034-10-27 15:35:00', '2034-10-27 15:45:00'),
        '2034-10-27 15:36:00 Silent on',
        '2034-10-27 15:45:30 Silent off',
        ...STAGES.flatMap(({ name }) => STARTS.map((at) => `${at} ${name} active`)),
      ];
      const ofState = expectedEvents(account.frames, HOURS_SENSORS, hoursTold(HOURS), isOffPeak('HEURE  CREUSE'));
      const behind = account.events.filter((event) => event.includes(' Behind '));
      const others = account.events.filter((event) => !behind.includes(event));
      expect.soft(others.toSorted()).toEqual([...ofState, ...scripted].toSorted());
      expect.soft(behind).toEqual([
        ...STARTS.slice(0, 2).map((at) => `${at} Behind active`),
        // The sensor looks every five seconds, and the plugin tries a database that is away once a minute.
        expect.stringMatching(/^2034-10-29 19:3(4:[45]|5:[012])\d Behind on$/),
        expect.stringMatching(/^2034-10-29 20:3[012]:\d\d Behind off$/),
        ...STARTS.slice(2).map((at) => `${at} Behind active`),
      ]);
      expect
        .soft(account.news)
        .toEqual([
          ...SILENCE_NEWS,
          'the off-peak hours of the contract change on 1 November to 02:56–07:56, 11:56–14:56 (before: 00:26–05:26, 13:26–16:26). They are those of winter, from 1 November to 31 March.',
        ]);
      const seasons = Object.entries(account.calendars).flatMap(([at, calendar]) => (calendar?.season ? [at] : []));
      expect.soft(seasons).toEqual(Object.keys(SEEN).filter((at) => at >= CHANGED));
      expect.soft(account.registers).toEqual(['f03 HP no', 'f07 HC yes']);
      expect.soft(account.mistakes).toEqual([]);
      expect.soft(account.days).toEqual(expectedDays(account.frames, { EASF07: 'HC', EASF03: 'HP' }));
    });

    test('the same hours in historique: they are learned, and learned anew', () => {
      const account = accounts.get('Seen') as Account;
      // On the day itself, what has happened is known, and the old hours are expected of the rest.
      const onTheDay = account.hours.filter((change) => change.startsWith(CHANGED));
      expect
        .soft(account.hours.filter((change) => !onTheDay.includes(change)))
        .toEqual([
          '2034-10-24 10:01:00 today unknown tomorrow unknown',
          `2034-10-25 10:01:30 today ${OLD} tomorrow ${OLD}`,
          `2034-11-02 00:00:00 today ${NEW} tomorrow ${NEW}`,
        ]);
      expect.soft(onTheDay.filter((change) => !change.endsWith(` tomorrow ${OLD}`))).toEqual([]);
      expect.soft(onTheDay.at(-1)).toBe(`2034-11-01 14:56:05 today ${NEW} tomorrow ${OLD}`);
      const looked = Object.entries(account.calendars).map(([at, calendar]) => [
        at,
        [calendar?.offPeak, calendar?.offPeakTomorrow, calendar?.seenDays, calendar?.season],
      ]);
      expect.soft(Object.fromEntries(looked)).toEqual(SEEN);

      const events = expectedEvents(account.frames, HOURS_SENSORS, seenAt, isOffPeak('HC..'));
      expect.soft(account.events.toSorted()).toEqual(events.toSorted());
      expect
        .soft(account.news)
        .toEqual([
          ...SILENCE_NEWS,
          'the off-peak hours of the contract have been 02:56–07:56, 11:56–14:56 since 1 November, as seen over a whole day (before: 00:26–05:26, 13:26–16:26). They are those of winter, from 1 November to 31 March.',
        ]);
      expect
        .soft(account.facts.news.map(({ atMs }) => shownAt(atMs)))
        .toEqual([expect.stringMatching(/^2034-11-02 00:0[01]:/)]);
      expect.soft(account.registers).toEqual(['hc HC yes', 'hp HP no']);
      expect.soft(account.mistakes).toEqual([]);
      expect.soft(account.days).toEqual(expectedDays(account.frames, { HCHC: 'HC', HCHP: 'HP' }));
    });
  },
);

function inactiveAndBack(silentAt: string, backAt: string): readonly string[] {
  const names = [...HOURS_SENSORS, ...STAGES].map(({ name }) => name);
  return names.flatMap((name) => [`${silentAt} ${name} inactive`, `${backAt} ${name} active`]);
}

/** On the day of the change, the night hours of before are waited for in vain. */
function seenAt({ atMs }: SentFrame): KnownHours {
  const { date, minute } = dateAndMinute(atMs);
  if (atMs < momentOf('2034-10-25 10:00:00')) return UNKNOWN;
  if (date === CHANGED) return { today: minute < 31 ? OLD : '', tomorrow: OLD };
  return date < CHANGED ? { today: OLD, tomorrow: OLD } : { today: NEW, tomorrow: NEW };
}

function isOffPeak(period: string) {
  return ({ state }: SentFrame) => state.period === period;
}
