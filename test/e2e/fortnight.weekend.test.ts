import { expect, test } from 'vitest';
import { weekend } from '../../testbed/fortnight/contracts.ts';
import { expectedDays, expectedEvents, type KnownHours } from '../../testbed/fortnight/expected.ts';
import { accountOf, missingForFortnight } from '../../testbed/fortnight/fortnight.ts';
import type { SensorSettings } from '../../testbed/fortnight/home.ts';
import { dateAfter, dateAndMinute, type Life } from '../../testbed/fortnight/life.ts';
import type { SentFrame } from '../../testbed/fortnight/live.ts';
import { momentOf } from '../../testbed/years/wall-clock.ts';

const missing = missingForFortnight();
const HOURS = '22:30-06:30';
const INDEXES = { 'HEURE CREUSE': 4, 'HEURE PLEINE': 9, 'WEEK-END': 2 };
const OTHER_INDEXES = { 'HEURE CREUSE': 7, 'HEURE PLEINE': 1, 'WEEK-END': 5 };
const [ADDRESS, OTHER_ADDRESS] = ['021876543210', '031976543987'];
const EXCHANGED = '2035-01-21 10:00:00';

const SENSORS: readonly SensorSettings[] = [
  { name: 'Night', kind: 'contact', when: 'offPeak' },
  { name: 'Warm-up', kind: 'occupancy', when: 'offPeak', leadMinutes: 20 },
];
/** The status is looked at on the days before and in a weekend. */
const LOOKS = ['2035-01-12 06:30:05', '2035-01-13 00:01:05', '2035-01-14 00:01:05', '2035-01-19 06:30:05'];

const NEWS = [
  'The meter has a message: “COUPURE PREVUE LE 15 JANVIER”',
  'The meter has a message: “APPELEZ ENEDIS”',
  'The subscribed power is now 12 kVA (before: 9 kVA).',
  'Another meter answers: its address ends in 3987, and that of the one before in 3210. What was learned of the contract begins anew.',
];

test.skipIf(missing.length > 0)(
  'a contract with a third period over two weekends, messages, another subscribed power and another meter',
  async () => {
    const life: Life = {
      mode: 'standard',
      address: ADDRESS,
      from: '2035-01-08 10:00:00',
      until: '2035-01-22 09:00:00',
      contract: weekend(HOURS, INDEXES),
      script: [
        ['2035-01-11 14:00:00', { kind: 'message', text: 'COUPURE PREVUE LE 15 JANVIER' }],
        ['2035-01-12 14:00:00', { kind: 'message', text: 'PAS DE          MESSAGE' }],
        ['2035-01-13 09:00:00', { kind: 'shortMessage', text: 'APPELEZ ENEDIS' }],
        ['2035-01-14 16:00:00', { kind: 'stop', minutes: 5 }],
        ['2035-01-17 08:00:00', { kind: 'subscribed', kVA: 12 }],
        ['2035-01-18 23:00:00', { kind: 'kill', minutes: 5 }],
        [EXCHANGED, { kind: 'closely', seconds: 60 }],
        [EXCHANGED, { kind: 'exchanged', address: OTHER_ADDRESS, contract: weekend(HOURS, OTHER_INDEXES) }],
      ],
    };
    const account = await accountOf(life, { sensors: SENSORS, looks: LOOKS });

    expect.soft(account.hours).toEqual([
      `2035-01-08 10:01:00 today ${HOURS} tomorrow ${HOURS}`,
      // InfluxDB has nothing for a day without off-peak hours.
      `2035-01-12 00:00:05 today ${HOURS} tomorrow unknown`,
      '2035-01-13 00:00:05 today unknown tomorrow unknown',
      `2035-01-14 00:00:05 today unknown tomorrow ${HOURS}`,
      `2035-01-15 00:00:05 today ${HOURS} tomorrow ${HOURS}`,
      `2035-01-19 00:00:05 today ${HOURS} tomorrow unknown`,
      '2035-01-20 00:00:05 today unknown tomorrow unknown',
      `2035-01-21 00:00:05 today unknown tomorrow ${HOURS}`,
      '2035-01-21 10:00:00 today unknown tomorrow unknown',
      // The period of its first off-peak hours is known once the index of their register has gone up.
      `2035-01-22 00:01:05 today ${HOURS} tomorrow ${HOURS}`,
    ]);
    const looked = Object.values(account.calendars).map((calendar) => [calendar?.offPeak, calendar?.offPeakTomorrow]);
    expect.soft(looked).toEqual([
      // Which period the register of Saturday counts is not known before the first one.
      [HOURS, undefined],
      ['', ''],
      ['', HOURS],
      [HOURS, ''],
    ]);
    const events = expectedEvents(account.frames, SENSORS, knownAt, ({ state }) => state.period === 'HEURE CREUSE');
    expect.soft(account.events.toSorted()).toEqual(events.toSorted());
    expect.soft(account.news).toEqual(NEWS.map((says) => `Linky: ${says.charAt(0).toLowerCase()}${says.slice(1)}`));
    expect
      .soft(account.registers)
      .toEqual(['f01 HP no', 'f02 WEEK-END', 'f04 HC yes', 'f05 WEEK-END', 'f07 HC yes', 'f09 HP no']);
    expect.soft(account.mistakes).toEqual([]);
    const names = { EASF02: 'WEEK-END', EASF04: 'HC', EASF09: 'HP', EASF05: 'WEEK-END', EASF07: 'HC', EASF01: 'HP' };
    expect.soft(account.days).toEqual(expectedDays(account.frames, names));
    expect.soft(account.facts.news.map(({ says }) => says)).toEqual(NEWS.toReversed());
  },
);

/** Of the new meter nothing is known until its first off-peak hours. */
function knownAt({ atMs, lateS }: SentFrame): KnownHours {
  const { date } = dateAndMinute(atMs - 1_000 * lateS);
  const isUnknown = atMs >= momentOf(EXCHANGED) && atMs < momentOf('2035-01-22 00:01:00');
  const hoursOf = (day: string) => (isUnknown ? undefined : isWeekend(day) ? '' : HOURS);
  return { today: hoursOf(date), tomorrow: hoursOf(dateAfter(date, 1)) };
}

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(date).getUTCDay());
}
