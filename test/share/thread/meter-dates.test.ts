import { expect, test } from 'vitest';
import { dayOfDate } from '../../../src/base/paris-time.ts';
import type { ContractCalendar, Reading } from '../../../src/reading/reading.ts';
import { meterDates } from '../../../src/share/thread/meter-dates.ts';
import { frameWith, readingWith } from '../../../testbed/support/readings.ts';

/** What a meter told, at local times, each with a frame of its own. */
function toldBy(...readings: readonly (readonly [at: string, told: Partial<Reading>])[]) {
  const told = meterDates();
  for (const [at, values] of readings) {
    const atMs = Date.parse(at);
    told.take(readingWith({ monotonicMs: atMs, ...values }), atMs);
  }
  return {
    told,
    colours: (...dates: readonly string[]) => dates.map((date) => told.colourOn(numberOf(date))),
    offPeak: (...dates: readonly string[]) => dates.map((date) => told.offPeakOn(numberOf(date))),
    peaks: (...dates: readonly string[]) => dates.map((date) => told.peakOn(numberOf(date))),
  };
}

function numberOf(date: string): number {
  return dayOfDate(date) ?? Number.NaN;
}

const withHours = (calendar: Omit<ContractCalendar, 'periods'>) => ({ calendar: { periods: {}, ...calendar } });

test('a colour is that of the Tempo day, which is the date before until 06:00', () => {
  const { colours } = toldBy(['2026-12-01T03:00:00+01:00', { tempoToday: 'white', tempoTomorrow: 'red' }]);
  expect(colours('2026-11-30', '2026-12-01', '2026-12-02')).toEqual(['white', 'red', undefined]);
});

test('a meter that is silent over midnight and 06:00 has told the colour of today as that of tomorrow', () => {
  const { colours } = toldBy(['2026-12-01T21:00:00+01:00', { tempoToday: 'blue', tempoTomorrow: 'red' }]);
  expect(colours('2026-12-01', '2026-12-02', '2026-12-03')).toEqual(['blue', 'red', undefined]);
});

test('a frame that does not tell tomorrow’s colour takes nothing back', () => {
  const { colours } = toldBy(
    ['2026-12-01T21:00:00+01:00', { tempoToday: 'blue', tempoTomorrow: 'red' }],
    ['2026-12-02T01:00:00+01:00', { tempoToday: 'blue' }],
  );
  expect(colours('2026-12-01', '2026-12-02')).toEqual(['blue', 'red']);
});

test('around 06:00 the period of the meter shows of which day its colour is, and tomorrow’s is that of no day', () => {
  // The meter's clock is some minutes late, and then early: DEMAIN is of the date that has begun, or of none yet.
  const late = toldBy(
    ['2026-12-02T05:40:00+01:00', { tempoToday: 'blue', tempoTomorrow: 'red', offPeak: true }],
    ['2026-12-02T06:02:00+01:00', { tempoToday: 'blue', tempoTomorrow: 'red', offPeak: true }],
  );
  expect(late.colours('2026-12-01', '2026-12-02', '2026-12-03')).toEqual(['blue', 'red', undefined]);
  const early = toldBy(['2026-12-02T05:58:00+01:00', { tempoToday: 'red', offPeak: false }]);
  expect(early.colours('2026-12-01', '2026-12-02')).toEqual([undefined, 'red']);
  const unclear = toldBy(['2026-12-02T05:58:00+01:00', { tempoToday: 'red' }]);
  expect(unclear.colours('2026-12-01', '2026-12-02')).toEqual([undefined, undefined]);
});

test('where the period shows that the clock is farther off, the colours are those of no day', () => {
  const { colours } = toldBy(
    ['2026-12-02T05:40:00+01:00', { tempoToday: 'blue', tempoTomorrow: 'red', offPeak: true }],
    // The clock of the meter is 20 minutes late: there it is 05:57.
    ['2026-12-02T06:17:00+01:00', { tempoToday: 'blue', tempoTomorrow: 'red', offPeak: true }],
  );
  expect(colours('2026-12-01', '2026-12-02', '2026-12-03')).toEqual(['blue', 'red', undefined]);
  const early = toldBy(['2026-12-02T05:42:00+01:00', { tempoToday: 'red', offPeak: false }]);
  expect(early.colours('2026-12-01', '2026-12-02')).toEqual([undefined, undefined]);
});

test('a time that is damaged, as the next frame shows, is of no day', () => {
  const standard = frameWith({ mode: 'standard' });
  const at = (meterClock: string) => ({ meterClockMs: Date.parse(meterClock), frame: standard });
  const { colours, offPeak } = toldBy(
    [
      '2026-12-02T05:30:00+01:00',
      {
        ...at('2026-12-02T05:30:00+01:00'),
        ...withHours({ offPeak: '22:00-06:00' }),
        tempoToday: 'white',
        tempoTomorrow: 'red',
      },
    ],
    ['2026-12-02T05:30:01+01:00', { ...at('2096-12-02T05:30:01+01:00'), tempoToday: 'white' }],
    ['2026-12-02T05:30:02+01:00', { ...at('2026-12-03T12:30:02+01:00'), tempoToday: 'white' }],
    ['2026-12-02T05:30:03+01:00', { ...at('2026-12-02T05:30:03+01:00'), tempoToday: 'white' }],
  );
  expect(colours('2026-12-01', '2026-12-02', '2026-12-03')).toEqual(['white', 'red', undefined]);
  expect(offPeak('2026-12-02')).toEqual(['22:00-06:00']);
});

test('what is told of tomorrow is known of today after midnight, without a frame', () => {
  const { offPeak, peaks } = toldBy([
    '2026-12-01T23:59:00+01:00',
    withHours({ offPeak: '22:56-06:56', offPeakTomorrow: '01:56-09:56', peakTomorrow: '18:00-20:00' }),
  ]);
  expect(offPeak('2026-12-01', '2026-12-02', '2026-12-03')).toEqual(['22:56-06:56', '01:56-09:56', undefined]);
  expect(peaks('2026-12-01', '2026-12-02')).toEqual([undefined, '18:00-20:00']);
});

test('the newest calendar is all that is known of the hours of its dates, before those of the year', () => {
  const { told, offPeak } = toldBy(
    ['2026-12-01T10:00:00+01:00', withHours({ offPeak: '22:56-06:56', offPeakTomorrow: '' })],
    ['2026-12-01T11:00:00+01:00', withHours({ offPeakTomorrow: '' })],
  );
  told.tellYear('11-01..03-31 23:30-07:30; 04-01..10-31 12:00-20:00');
  expect(offPeak('2026-12-01', '2026-12-02')).toEqual(['11-01..03-31 23:30-07:30; 04-01..10-31 12:00-20:00', '']);
  told.tellYear(undefined);
  expect(offPeak('2026-12-01', '2026-12-02')).toEqual([undefined, '']);
});

test('the dates are those of the meter’s own clock where it tells that', () => {
  const { offPeak } = toldBy([
    '2026-12-02T00:02:00+01:00',
    {
      ...withHours({ offPeak: '22:56-06:56' }),
      meterClockMs: Date.parse('2026-12-01T23:58:00+01:00'),
      frame: frameWith({ mode: 'standard' }),
    },
  ]);
  expect(offPeak('2026-12-01', '2026-12-02')).toEqual(['22:56-06:56', undefined]);
});

test('nothing is learned while no clock tells the date', () => {
  const told = meterDates();
  told.take(readingWith({ tempoToday: 'red', ...withHours({ offPeak: '22:56-06:56' }) }), undefined);
  expect(told.changes).toBe(0);
});

test('changes are counted, and what says the same again is none', () => {
  const told = meterDates();
  const take = (at: string, values: Partial<Reading>) =>
    told.take(readingWith({ monotonicMs: Date.parse(at), ...values }), Date.parse(at));
  const same = { tariff: 'HPJB', tempoToday: 'blue', ...withHours({ offPeak: '22:00-06:00' }) } as const;
  // A period counts once two frames have told it.
  for (const at of ['2026-12-01T09:59:59+01:00', '2026-12-01T10:00:00+01:00']) take(at, same);
  const { changes } = told;
  take('2026-12-01T10:00:01+01:00', { ...same });
  told.tellYear(undefined);
  expect(told.changes).toBe(changes);
  take('2026-12-01T10:00:02+01:00', { ...same, tempoTomorrow: 'red' });
  told.tellYear('22:00-06:00');
  expect(told.changes).toBe(changes + 2);
});

test('old days are forgotten', () => {
  const { colours } = toldBy(
    ['2026-12-01T10:00:00+01:00', { tempoToday: 'blue' }],
    ['2026-12-03T10:00:00+01:00', { tempoToday: 'white' }],
  );
  expect(colours('2026-12-01', '2026-12-03')).toEqual([undefined, 'white']);
});
