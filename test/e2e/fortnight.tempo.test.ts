import { expect, test } from 'vitest';
import { type ColoursByDate, TEMPO_HOURS, tempoHistorique, tempoStandard } from '../../testbed/fortnight/contracts.ts';
import { expectedDays, expectedEvents, UNKNOWN } from '../../testbed/fortnight/expected.ts';
import { accountOf, missingForFortnight } from '../../testbed/fortnight/fortnight.ts';
import type { SensorSettings } from '../../testbed/fortnight/home.ts';
import type { Life } from '../../testbed/fortnight/life.ts';
import type { SentFrame } from '../../testbed/fortnight/live.ts';
import { momentOf } from '../../testbed/years/wall-clock.ts';

const missing = missingForFortnight();
/** By the date on which the Tempo day begins, at 06:00. The season began 66 days before the first of them. */
const COLOURS: ColoursByDate = {
  '2034-11-07': 'white',
  '2034-11-08': 'red',
  '2034-11-09': 'red',
  '2034-11-10': 'white',
  '2034-11-11': 'white',
  '2034-11-13': 'red',
  '2034-11-14': 'red',
  '2034-11-15': 'white',
  '2034-11-17': 'red',
  '2034-11-18': 'white',
  '2034-11-20': 'red',
};
const UNTOLD_DAYS = 66;
const MISCOUNTED = '2034-11-14';
const LIFE = { address: '021876543210', from: '2034-11-06 10:00:00', until: '2034-11-19 21:00:00' };

const SENSORS: readonly SensorSettings[] = [
  { name: 'Night', kind: 'contact', when: 'offPeak' },
  { name: 'Warm-up', kind: 'occupancy', when: 'offPeak', leadMinutes: 20 },
  { name: 'Red', kind: 'occupancy', when: 'tempoRed' },
  { name: 'Red tomorrow', kind: 'motion', when: 'tempoRedTomorrow' },
];
/** The days that are red, and the evenings before them. */
const RED_EVENTS = [
  '2034-11-07 20:00:05 Red tomorrow on',
  '2034-11-08 06:00:05 Red on',
  '2034-11-08 06:00:05 Red tomorrow off',
  '2034-11-08 20:00:05 Red tomorrow on',
  '2034-11-09 06:00:05 Red tomorrow off',
  '2034-11-10 06:00:05 Red off',
  '2034-11-12 20:00:05 Red tomorrow on',
  '2034-11-13 06:00:05 Red on',
  '2034-11-13 06:00:05 Red tomorrow off',
  '2034-11-13 20:00:05 Red tomorrow on',
  '2034-11-14 06:00:05 Red tomorrow off',
  '2034-11-15 06:00:05 Red off',
  '2034-11-16 20:00:05 Red tomorrow on',
  '2034-11-17 06:00:05 Red on',
  '2034-11-17 06:00:05 Red tomorrow off',
  '2034-11-18 06:00:05 Red off',
  '2034-11-19 20:00:05 Red tomorrow on',
];

test.skipIf(missing.length > 0)(
  'Tempo in standard mode, with registers in a strange order, a red day that is counted as a blue one, a restart and a kill',
  async () => {
    const indexes = { 'HC BLEU': 5, 'HP BLEU': 2, 'HC BLANC': 9, 'HP BLANC': 6, 'HC ROUGE': 4, 'HP ROUGE': 1 };
    const life: Life = {
      ...LIFE,
      mode: 'standard',
      contract: tempoStandard(COLOURS, indexes),
      script: [
        ['2034-11-08 21:00:00', { kind: 'stop', minutes: 5 }],
        ['2034-11-14 00:00:05', { kind: 'countsBlue', date: MISCOUNTED }],
        ['2034-11-16 03:00:00', { kind: 'kill', minutes: 5 }],
      ],
    };
    const account = await accountOf(life, { sensors: SENSORS });

    expect.soft(account.hours).toEqual([`2034-11-06 10:01:00 today ${TEMPO_HOURS} tomorrow ${TEMPO_HOURS}`]);
    const told = { today: TEMPO_HOURS, tomorrow: TEMPO_HOURS };
    const events = expectedEvents(account.frames, SENSORS, () => told, isOffPeak);
    expect.soft(account.events.toSorted()).toEqual(events.toSorted());
    expect
      .soft(account.events.filter((event) => /Red.* (on|off)$/.test(event)).toSorted())
      .toEqual(RED_EVENTS.toSorted());
    expect.soft(account.facts.tempo).toEqual({
      name: '2034-2035',
      gone: { blue: 5, white: 5, red: 4 },
      planned: 'red',
      left: { blue: 295, white: 38, red: 17 },
      unknown: UNTOLD_DAYS,
    });
    expect
      .soft(account.news)
      .toEqual([
        'Linky: the meter says that today is a red day, but counts it as a blue one. Compare the bill of this day, and ask your supplier if need be.',
      ]);
    expect.soft(account.facts.news.map(({ atMs }) => new Date(atMs).toISOString().slice(0, 10))).toEqual([MISCOUNTED]);
    expect
      .soft(account.registers)
      .toEqual(['f01 HPJR no', 'f02 HPJB no', 'f04 HCJR yes', 'f05 HCJB yes', 'f06 HPJW no', 'f09 HCJW yes']);
    expect.soft(account.mistakes).toEqual([]);
    const names = { EASF01: 'HPJR', EASF02: 'HPJB', EASF04: 'HCJR', EASF05: 'HCJB', EASF06: 'HPJW', EASF09: 'HCJW' };
    expect.soft(account.days).toEqual(expectedDays(account.frames, names));
  },
);

test.skipIf(missing.length > 0)('Tempo in historique, with a restart and a kill', async () => {
  const life: Life = {
    ...LIFE,
    mode: 'historique',
    contract: tempoHistorique(COLOURS),
    script: [
      ['2034-11-08 21:00:00', { kind: 'stop', minutes: 5 }],
      ['2034-11-16 03:00:00', { kind: 'kill', minutes: 5 }],
    ],
  };
  const account = await accountOf(life, { sensors: SENSORS });

  // Seen for a whole day, for the first time.
  expect
    .soft(account.hours)
    .toEqual([
      '2034-11-06 10:01:00 today unknown tomorrow unknown',
      `2034-11-07 10:01:30 today ${TEMPO_HOURS} tomorrow ${TEMPO_HOURS}`,
    ]);
  const seen = { today: TEMPO_HOURS, tomorrow: TEMPO_HOURS };
  const seenFromMs = momentOf('2034-11-07 10:00:00');
  const known = ({ atMs }: SentFrame) => (atMs < seenFromMs ? UNKNOWN : seen);
  const events = expectedEvents(account.frames, SENSORS, known, isOffPeak);
  expect.soft(account.events.toSorted()).toEqual(events.toSorted());
  expect
    .soft(account.events.filter((event) => /Red.* (on|off)$/.test(event)).toSorted())
    .toEqual(RED_EVENTS.toSorted());
  expect.soft(account.facts).toEqual({
    news: [],
    tempo: {
      name: '2034-2035',
      gone: { blue: 4, white: 5, red: 5 },
      planned: 'red',
      left: { blue: 296, white: 38, red: 16 },
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

function isOffPeak({ state }: SentFrame): boolean {
  return state.period.startsWith('HC');
}
