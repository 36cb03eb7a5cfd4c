import { beforeAll, describe, expect, test } from 'vitest';
import {
  type ColoursByDate,
  type HoursByDate,
  offPeakStandard,
  TEMPO_HOURS,
  tempoHistorique,
  tempoStandard,
  weekend,
} from '../../testbed/fortnight/contracts.ts';
import { expectedDays, expectedEvents, hoursTold, type KnownHours, UNKNOWN } from '../../testbed/fortnight/expected.ts';
import { type Account, accountsOf, missingForFortnight } from '../../testbed/fortnight/fortnight.ts';
import { dateAfter, dateAndMinute, type Fortnight, type SensorSettings } from '../../testbed/fortnight/life.ts';
import type { SentFrame } from '../../testbed/fortnight/live.ts';
import { momentOf } from '../../testbed/years/wall-clock.ts';

const OLD = '02:56-07:56,11:56-14:56';
const NEW = '00:26-05:26,13:26-16:26';
const HOURS: HoursByDate = [
  ['2035-03-01', OLD],
  ['2035-03-19', NEW],
];
const HOURS_SENSORS: readonly SensorSettings[] = [
  { name: 'Night', kind: 'contact', when: 'offPeak' },
  { name: 'Warm-up', kind: 'occupancy', when: 'offPeak', leadMinutes: 20 },
];

/** By the date on which the Tempo day begins, at 06:00. The season began 192 days before the first of them. */
const COLOURS: ColoursByDate = {
  '2035-03-13': 'white',
  '2035-03-14': 'red',
  '2035-03-15': 'red',
  '2035-03-16': 'white',
  '2035-03-17': 'white',
  '2035-03-19': 'red',
  '2035-03-20': 'red',
  '2035-03-21': 'white',
  '2035-03-23': 'red',
  '2035-03-24': 'white',
  '2035-03-26': 'red',
  '2035-03-27': 'red',
};
const UNTOLD_DAYS = 192;
const MISCOUNTED = '2035-03-20';
const TEMPO_SENSORS: readonly SensorSettings[] = [
  ...HOURS_SENSORS,
  { name: 'Red', kind: 'occupancy', when: 'tempoRed' },
  { name: 'Red tomorrow', kind: 'motion', when: 'tempoRedTomorrow' },
];
/** The days that are red, and the evenings before them. */
const RED_EVENTS = [
  '2035-03-13 20:00:05 Red tomorrow on',
  '2035-03-14 06:00:05 Red on',
  '2035-03-14 06:00:05 Red tomorrow off',
  '2035-03-14 20:00:05 Red tomorrow on',
  '2035-03-15 06:00:05 Red tomorrow off',
  '2035-03-16 06:00:05 Red off',
  '2035-03-18 20:00:05 Red tomorrow on',
  '2035-03-19 06:00:05 Red on',
  '2035-03-19 06:00:05 Red tomorrow off',
  '2035-03-19 20:00:05 Red tomorrow on',
  '2035-03-20 06:00:05 Red tomorrow off',
  '2035-03-21 06:00:05 Red off',
  '2035-03-22 20:00:05 Red tomorrow on',
  '2035-03-23 06:00:05 Red on',
  '2035-03-23 06:00:05 Red tomorrow off',
  '2035-03-24 06:00:05 Red off',
  '2035-03-25 20:00:05 Red tomorrow on',
  '2035-03-26 06:00:05 Red on',
  '2035-03-26 06:00:05 Red tomorrow off',
  '2035-03-26 20:00:05 Red tomorrow on',
];

const WEEKEND_HOURS = '22:30-06:30';
const WEEKEND_INDEXES = { 'HEURE CREUSE': 4, 'HEURE PLEINE': 9, 'WEEK-END': 2 };
const OTHER_INDEXES = { 'HEURE CREUSE': 7, 'HEURE PLEINE': 1, 'WEEK-END': 5 };
const [ADDRESS, OTHER_ADDRESS] = ['021876543210', '031976543987'];
const EXCHANGED = '2035-03-25 10:00:00';

/** The status is looked at on the days before and in a weekend. */
const LOOKS = ['2035-03-16 06:30:05', '2035-03-17 00:01:05', '2035-03-18 00:01:05', '2035-03-23 06:30:05'];

const WEEKEND_NEWS = [
  'The meter has a message: “COUPURE PREVUE LE 19 MARS”',
  'The meter has a message: “APPELEZ ENEDIS”',
  'The subscribed power is now 12 kVA (before: 9 kVA).',
  'Another meter answers: its number ends in 3987, that of the previous one in 3210. What was learned about the contract starts again from zero.',
];

const FORTNIGHT: Fortnight = {
  from: '2035-03-12 10:00:00',
  until: '2035-03-26 21:00:00',
  looks: LOOKS,
  script: [
    // On a red day, when the next one is announced.
    ['2035-03-14 21:00:00', { kind: 'stop', minutes: 5 }],
    // On a Sunday, between the announcement of other hours and their change.
    ['2035-03-18 16:00:00', { kind: 'stop', minutes: 5 }],
    ['2035-03-19 00:40:00', { kind: 'kill', minutes: 5 }],
    // After all news but that of the other meter.
    ['2035-03-22 03:00:00', { kind: 'kill', minutes: 5 }],
    [EXCHANGED, { kind: 'closely', seconds: 60 }],
  ],
  lives: [
    {
      name: 'Hours',
      mode: 'standard',
      address: '021876543211',
      contract: offPeakStandard(HOURS, { 'HEURE  CREUSE': 2, 'HEURE  PLEINE': 10 }, true),
      sensors: HOURS_SENSORS,
    },
    {
      name: 'Tempo',
      mode: 'standard',
      address: '021876543212',
      contract: tempoStandard(COLOURS, {
        ...{ 'HC BLEU': 5, 'HP BLEU': 2, 'HC BLANC': 9, 'HP BLANC': 6, 'HC ROUGE': 4, 'HP ROUGE': 1 },
      }),
      sensors: TEMPO_SENSORS,
      script: [[`${MISCOUNTED} 00:00:05`, { kind: 'countsBlue', date: MISCOUNTED }]],
    },
    {
      name: 'Historique',
      mode: 'historique',
      address: '021876543213',
      contract: tempoHistorique(COLOURS),
      sensors: TEMPO_SENSORS,
    },
    {
      name: 'Weekend',
      mode: 'standard',
      address: ADDRESS,
      contract: weekend(WEEKEND_HOURS, WEEKEND_INDEXES),
      sensors: HOURS_SENSORS,
      script: [
        ['2035-03-15 14:00:00', { kind: 'message', text: 'COUPURE PREVUE LE 19 MARS' }],
        ['2035-03-16 14:00:00', { kind: 'message', text: 'PAS DE          MESSAGE' }],
        ['2035-03-17 09:00:00', { kind: 'shortMessage', text: 'APPELEZ ENEDIS' }],
        ['2035-03-21 08:00:00', { kind: 'subscribed', kVA: 12 }],
        [EXCHANGED, { kind: 'exchanged', address: OTHER_ADDRESS, contract: weekend(WEEKEND_HOURS, OTHER_INDEXES) }],
      ],
    },
  ],
};

describe.skipIf(missingForFortnight().length > 0)(
  'a home in spring: four contracts over restarts, kills and the change of the clock',
  () => {
    let accounts: ReadonlyMap<string, Account>;
    beforeAll(async () => {
      accounts = await accountsOf(FORTNIGHT);
    });

    test('off-peak hours that change, in hexadecimal, with a restart between the announcement and the change', () => {
      const account = accounts.get('Hours') as Account;
      expect
        .soft(account.hours)
        .toEqual([
          `2035-03-12 10:01:00 today ${OLD} tomorrow ${OLD}`,
          `2035-03-18 00:00:05 today ${OLD} tomorrow ${NEW}`,
          `2035-03-19 00:00:05 today ${NEW} tomorrow ${NEW}`,
        ]);
      const events = expectedEvents(account.frames, HOURS_SENSORS, hoursTold(HOURS), isOffPeak('HEURE  CREUSE'));
      expect.soft(account.events.toSorted()).toEqual(events.toSorted());
      expect
        .soft(account.news)
        .toEqual([
          'the off-peak hours of the contract change on 19 March to 00:26–05:26, 13:26–16:26 (before: 02:56–07:56, 11:56–14:56).',
        ]);
      expect.soft(account.registers).toEqual(['f02 HC yes', 'f10 HP no']);
      expect.soft(account.mistakes).toEqual([]);
      expect.soft(account.days).toEqual(expectedDays(account.frames, { EASF02: 'HC', EASF10: 'HP' }));
    });

    test('Tempo in standard mode, with registers in a strange order and a red day that is counted as a blue one', () => {
      const account = accounts.get('Tempo') as Account;
      expect.soft(account.hours).toEqual([`2035-03-12 10:01:00 today ${TEMPO_HOURS} tomorrow ${TEMPO_HOURS}`]);
      const told = { today: TEMPO_HOURS, tomorrow: TEMPO_HOURS };
      const events = expectedEvents(account.frames, TEMPO_SENSORS, () => told, isTempoNight);
      expect.soft(account.events.toSorted()).toEqual(events.toSorted());
      expect
        .soft(account.events.filter((event) => /Red.* (on|off)$/.test(event)).toSorted())
        .toEqual(RED_EVENTS.toSorted());
      expect.soft(account.facts.tempo).toEqual({
        name: '2034-2035',
        gone: { blue: 5, white: 5, red: 5 },
        planned: 'red',
        left: { blue: 295, white: 38, red: 16 },
        unknown: UNTOLD_DAYS,
      });
      expect
        .soft(account.news)
        .toEqual([
          'the meter says that today is a red day, but counts it as a blue one. Compare this day in your supplier’s account, and ask your supplier if needed.',
        ]);
      expect
        .soft(account.facts.news.map(({ atMs }) => new Date(atMs).toISOString().slice(0, 10)))
        .toEqual([MISCOUNTED]);
      expect
        .soft(account.registers)
        .toEqual(['f01 HPJR no', 'f02 HPJB no', 'f04 HCJR yes', 'f05 HCJB yes', 'f06 HPJW no', 'f09 HCJW yes']);
      expect.soft(account.mistakes).toEqual([]);
      const names = { EASF01: 'HPJR', EASF02: 'HPJB', EASF04: 'HCJR', EASF05: 'HCJB', EASF06: 'HPJW', EASF09: 'HCJW' };
      expect.soft(account.days).toEqual(expectedDays(account.frames, names));
    });

    test('Tempo in historique', () => {
      const account = accounts.get('Historique') as Account;
      // Seen for a whole day, for the first time.
      expect
        .soft(account.hours)
        .toEqual([
          '2035-03-12 10:01:00 today unknown tomorrow unknown',
          `2035-03-13 10:01:30 today ${TEMPO_HOURS} tomorrow ${TEMPO_HOURS}`,
        ]);
      const seen = { today: TEMPO_HOURS, tomorrow: TEMPO_HOURS };
      const seenFromMs = momentOf('2035-03-13 10:00:00');
      const known = ({ atMs }: SentFrame) => (atMs < seenFromMs ? UNKNOWN : seen);
      const events = expectedEvents(account.frames, TEMPO_SENSORS, known, isTempoNight);
      expect.soft(account.events.toSorted()).toEqual(events.toSorted());
      expect
        .soft(account.events.filter((event) => /Red.* (on|off)$/.test(event)).toSorted())
        .toEqual(RED_EVENTS.toSorted());
      expect.soft(account.facts).toEqual({
        news: [],
        tempo: {
          name: '2034-2035',
          gone: { blue: 4, white: 5, red: 6 },
          planned: 'red',
          left: { blue: 296, white: 38, red: 15 },
          unknown: UNTOLD_DAYS,
        },
      });
      expect.soft(account.news).toEqual([]);
      expect
        .soft(account.registers)
        .toEqual(['hcjb HCJB yes', 'hcjr HCJR yes', 'hcjw HCJW yes', 'hpjb HPJB no', 'hpjr HPJR no', 'hpjw HPJW no']);
      expect.soft(account.mistakes).toEqual([]);
      const names = ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'].map((name) => [`BBR${name}`, name]);
      expect.soft(account.days).toEqual(expectedDays(account.frames, Object.fromEntries(names)));
    });

    test('a contract with a third period over two weekends, messages, another subscribed power and another meter', () => {
      const account = accounts.get('Weekend') as Account;
      expect.soft(account.hours).toEqual([
        `2035-03-12 10:01:00 today ${WEEKEND_HOURS} tomorrow ${WEEKEND_HOURS}`,
        // InfluxDB has nothing for a day without off-peak hours.
        `2035-03-16 00:00:05 today ${WEEKEND_HOURS} tomorrow unknown`,
        '2035-03-17 00:00:05 today unknown tomorrow unknown',
        `2035-03-18 00:00:05 today unknown tomorrow ${WEEKEND_HOURS}`,
        `2035-03-19 00:00:05 today ${WEEKEND_HOURS} tomorrow ${WEEKEND_HOURS}`,
        `2035-03-23 00:00:05 today ${WEEKEND_HOURS} tomorrow unknown`,
        '2035-03-24 00:00:05 today unknown tomorrow unknown',
        `2035-03-25 00:00:05 today unknown tomorrow ${WEEKEND_HOURS}`,
        '2035-03-25 10:00:00 today unknown tomorrow unknown',
        // The period of its first off-peak hours is known once the index of their register has gone up.
        `2035-03-26 00:01:05 today ${WEEKEND_HOURS} tomorrow ${WEEKEND_HOURS}`,
      ]);
      const looked = Object.values(account.calendars).map((calendar) => [calendar?.offPeak, calendar?.offPeakTomorrow]);
      expect.soft(looked).toEqual([
        // Which period the register of Saturday counts is not known before the first one.
        [WEEKEND_HOURS, undefined],
        ['', ''],
        ['', WEEKEND_HOURS],
        [WEEKEND_HOURS, ''],
      ]);
      const events = expectedEvents(account.frames, HOURS_SENSORS, weekendAt, isOffPeak('HEURE CREUSE'));
      expect.soft(account.events.toSorted()).toEqual(events.toSorted());
      expect.soft(account.news).toEqual(WEEKEND_NEWS.map((says) => `${says.charAt(0).toLowerCase()}${says.slice(1)}`));
      expect
        .soft(account.registers)
        .toEqual(['f01 HP no', 'f02 WEEK-END', 'f04 HC yes', 'f05 WEEK-END', 'f07 HC yes', 'f09 HP no']);
      expect.soft(account.mistakes).toEqual([]);
      const names = { EASF02: 'WEEK-END', EASF04: 'HC', EASF09: 'HP', EASF05: 'WEEK-END', EASF07: 'HC', EASF01: 'HP' };
      expect.soft(account.days).toEqual(expectedDays(account.frames, names));
      expect.soft(account.facts.news.map(({ says }) => says)).toEqual(WEEKEND_NEWS.toReversed());
    });
  },
);

function isOffPeak(period: string) {
  return ({ state }: SentFrame) => state.period === period;
}

function isTempoNight({ state }: SentFrame): boolean {
  return state.period.startsWith('HC');
}

/** Of the new meter nothing is known until its first off-peak hours. */
function weekendAt({ atMs, lateS }: SentFrame): KnownHours {
  const { date } = dateAndMinute(atMs - 1_000 * lateS);
  const isUnknown = atMs >= momentOf(EXCHANGED) && atMs < momentOf('2035-03-26 00:01:00');
  const hoursOf = (day: string) => (isUnknown ? undefined : isWeekend(day) ? '' : WEEKEND_HOURS);
  return { today: hoursOf(date), tomorrow: hoursOf(dateAfter(date, 1)) };
}

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(date).getUTCDay());
}
