import { expect, test } from 'vitest';
import { type HoursByDate, hoursOn, offPeakStandard } from '../../testbed/fortnight/contracts.ts';
import { expectedDays, expectedEvents } from '../../testbed/fortnight/expected.ts';
import { type Account, accountOf, missingForFortnight } from '../../testbed/fortnight/fortnight.ts';
import type { SensorSettings } from '../../testbed/fortnight/home.ts';
import { dateAfter, dateAndMinute, type Life, type Script } from '../../testbed/fortnight/life.ts';
import type { SentFrame } from '../../testbed/fortnight/live.ts';

const missing = missingForFortnight();
const OLD = '02:56-07:56,11:56-14:56';
const NEW = '00:26-05:26,13:26-16:26';

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
const STALE_AFTER_S = 900;
const SILENT: SensorSettings = { name: 'Silent', kind: 'occupancy', when: 'silent', delayOn: 60, delayOff: 30 };
const BEHIND: SensorSettings = {
  ...{ name: 'Behind', kind: 'occupancy', when: 'mirrorBehind' },
  ...{ above: 45, hysteresis: 40, delayOn: 0, delayOff: 0 },
};

const watts = (watts: number) => ({ kind: 'draws', watts }) as const;

test.skipIf(missing.length > 0)(
  'off-peak hours with a midday that change on the ninth day, in decimal: an evening of load, a silence, a database that is away, a restart and a kill',
  async () => {
    const hours: HoursByDate = [
      ['2034-10-01', OLD],
      ['2034-10-24', NEW],
    ];
    const script: Script = [
      ['2034-10-17 19:00:00', { kind: 'closely', seconds: 210 }],
      ['2034-10-17 19:00:10', watts(7000)],
      ['2034-10-17 19:00:30', watts(8000)],
      ['2034-10-17 19:00:50', watts(8800)],
      // Within the hysteresis of the third stage, and then below it.
      ['2034-10-17 19:01:10', watts(8000)],
      ['2034-10-17 19:01:20', watts(7600)],
      ['2034-10-17 19:02:00', watts(6600)],
      ['2034-10-17 19:02:40', watts(480)],
      ['2034-10-19 15:20:00', { kind: 'silence', minutes: 25 }],
      ['2034-10-20 13:10:00', { kind: 'stop', minutes: 5 }],
      ['2034-10-21 17:59:00', { kind: 'closely', seconds: 120 }],
      ['2034-10-21 18:00:00', { kind: 'databaseStops' }],
      ['2034-10-21 18:44:30', { kind: 'closely', seconds: 60 }],
      ['2034-10-21 19:30:00', { kind: 'databaseStarts' }],
      ['2034-10-21 19:30:00', { kind: 'closely', seconds: 180 }],
      ['2034-10-26 03:10:00', { kind: 'kill', minutes: 5 }],
    ];
    const life: Life = {
      mode: 'standard',
      address: '021876543210',
      from: '2034-10-16 10:00:00',
      until: '2034-10-30 09:00:00',
      contract: offPeakStandard(hours, { 'HEURE  CREUSE': 7, 'HEURE  PLEINE': 3 }, false),
      script,
    };
    const sensors = [...HOURS_SENSORS, ...STAGES, SILENT, BEHIND];
    const account = await accountOf(life, { sensors, staleAfter: STALE_AFTER_S });

    expect
      .soft(account.hours)
      .toEqual([
        `2034-10-16 10:01:00 today ${OLD} tomorrow ${OLD}`,
        `2034-10-23 00:00:05 today ${OLD} tomorrow ${NEW}`,
        `2034-10-24 00:00:05 today ${NEW} tomorrow ${NEW}`,
      ]);
    const scripted = [
      '2034-10-17 19:00:20 Load 75 on',
      '2034-10-17 19:00:40 Load 85 on',
      '2034-10-17 19:01:00 Load 95 on',
      '2034-10-17 19:01:50 Load 95 off',
      '2034-10-17 19:02:30 Load 85 off',
      '2034-10-17 19:03:10 Load 75 off',
      ...inactiveAndBack('2034-10-19 15:35:00', '2034-10-19 15:45:00'),
      '2034-10-19 15:36:00 Silent on',
      '2034-10-19 15:45:30 Silent off',
      ...STAGES.flatMap(({ name }) => STARTS.map((at) => `${at} ${name} active`)),
    ];
    const ofState = expectedEvents(account.frames, HOURS_SENSORS, knownBy(hours), isOffPeak);
    const behind = account.events.filter((event) => event.includes(' Behind '));
    const others = account.events.filter((event) => !behind.includes(event));
    expect.soft(others.toSorted()).toEqual([...ofState, ...scripted].toSorted());
    expect.soft(behind).toEqual([
      ...STARTS.slice(0, 2).map((at) => `${at} Behind active`),
      // The sensor looks every five seconds, and the plugin tries a database that is away once a minute.
      expect.stringMatching(/^2034-10-21 18:4(4:[45]|5:[012])\d Behind on$/),
      expect.stringMatching(/^2034-10-21 19:3[012]:\d\d Behind off$/),
      ...STARTS.slice(2).map((at) => `${at} Behind active`),
    ]);
    expectRest(account, { EASF07: 'HC', EASF03: 'HP' }, [
      "Linky: nothing comes from the meter on PORT. Check the two wires on I1 and I2, and that the meter's TIC output is on.",
      'Linky: the meter is back after 25 min.',
      'Linky: the off-peak hours of the contract change on 24 October to 00:26–05:26, 13:26–16:26 (before: 02:56–07:56, 11:56–14:56).',
    ]);
    expect.soft(account.registers).toEqual(['f03 HP no', 'f07 HC yes']);
  },
);

test.skipIf(missing.length > 0)(
  'the same in hexadecimal, over the change of the clock in spring, with a restart between the announcement and the change',
  async () => {
    const hours: HoursByDate = [
      ['2035-03-01', OLD],
      ['2035-03-20', NEW],
    ];
    const life: Life = {
      mode: 'standard',
      address: '021876543210',
      from: '2035-03-12 10:00:00',
      until: '2035-03-26 09:00:00',
      contract: offPeakStandard(hours, { 'HEURE  CREUSE': 2, 'HEURE  PLEINE': 10 }, true),
      script: [
        ['2035-03-19 12:30:00', { kind: 'stop', minutes: 5 }],
        ['2035-03-20 00:40:00', { kind: 'kill', minutes: 5 }],
      ],
    };
    const account = await accountOf(life, { sensors: HOURS_SENSORS });

    expect
      .soft(account.hours)
      .toEqual([
        `2035-03-12 10:01:00 today ${OLD} tomorrow ${OLD}`,
        `2035-03-19 00:00:05 today ${OLD} tomorrow ${NEW}`,
        `2035-03-20 00:00:05 today ${NEW} tomorrow ${NEW}`,
      ]);
    const events = expectedEvents(account.frames, HOURS_SENSORS, knownBy(hours), isOffPeak);
    expect.soft(account.events.toSorted()).toEqual(events.toSorted());
    expectRest(account, { EASF02: 'HC', EASF10: 'HP' }, [
      'Linky: the off-peak hours of the contract change on 20 March to 00:26–05:26, 13:26–16:26 (before: 02:56–07:56, 11:56–14:56).',
    ]);
    expect.soft(account.registers).toEqual(['f02 HC yes', 'f10 HP no']);
  },
);

const STARTS = ['2034-10-16 10:00:00', '2034-10-20 13:15:00', '2034-10-26 03:15:00'];

function inactiveAndBack(silentAt: string, backAt: string): readonly string[] {
  const names = [...HOURS_SENSORS, ...STAGES].map(({ name }) => name);
  return names.flatMap((name) => [`${silentAt} ${name} inactive`, `${backAt} ${name} active`]);
}

/** What PJOURF+1 tells, from the first minute on. */
function knownBy(hours: HoursByDate) {
  return ({ atMs, lateS }: SentFrame) => {
    const { date } = dateAndMinute(atMs - 1_000 * lateS);
    return { today: hoursOn(hours, date), tomorrow: hoursOn(hours, dateAfter(date, 1)) };
  };
}

function isOffPeak({ state }: SentFrame): boolean {
  return state.period === 'HEURE  CREUSE';
}

function expectRest(account: Account, periods: { readonly [label: string]: string }, log: readonly string[]): void {
  expect.soft(account.news).toEqual(log);
  expect.soft(account.mistakes).toEqual([]);
  expect.soft(account.days).toEqual(expectedDays(account.frames, periods));
}
