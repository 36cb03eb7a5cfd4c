import { describe, expect, test } from 'vitest';
import type { Seen } from '../bill/independent/ledger.ts';
import { clockOfHours, clockOfTempo } from './independent/day-clock.ts';
import type { Step } from './independent/day-energy.ts';
import { type Asked, offersOf } from './independent/offers.ts';

/** A meter of one register that was read at these moments. */
function readings(...all: readonly (readonly [utc: string, wh: number])[]): readonly Seen[] {
  return all.map(([utc, BASE]) => ({ atMs: Date.parse(`${utc}Z`), identity: 'a', countedWh: { BASE }, drawnVA: 0 }));
}

/** A kilowatt all day long, on each day of June. */
const JUNE: readonly Step[] = Array.from({ length: 30 * 24 }, (_, hour) => ({
  atMs: Date.parse('2025-05-31T22:00Z') + hour * 3_600_000,
  minutes: 60,
  watts: 1_000,
}));

const ASKED: Asked = {
  nowMs: Date.parse('2025-07-03T10:00Z'),
  own: { subscription: '10', periods: { BASE: '0.2' }, hours: { BASE: undefined } },
  base: { from: '2025-01-01', subscription: '12', periods: { BASE: '0.25' } },
  hphc: { from: '2025-01-01', subscription: '15', periods: { HP: '0.3', HC: '0.1' } },
  offPeak: '22:30-06:30',
  colours: new Map(),
};

describe('the offers that are calculated without the product', () => {
  test('cost the energy of each period and a share of the subscription for each day', () => {
    // 30 × 24 kWh: 16 hours at 0.3 and 8 at 0.1
    expect(offersOf({ readings: [], steps: JUNE }, ASKED)).toMatchObject({
      base: { days: 30, from: '2025-06-01', to: '2025-06-30', money: { euros: '192.00', ownEuros: '154.00' } },
      hphc: { money: { euros: '183.00', subscription: '15.00', eurosByPeriod: { HP: '144.00', HC: '24.00' } } },
      own: { money: { euros: '154.00', subscription: '10.00' } },
    });
  });

  test('exclude days on which a period changed while the meter was not read, and the day on which that began', () => {
    // On 2 July 1 kWh from 22:29 to 22:31, in the minutes beside each other; on 3 July one from 5:00 to 7:00.
    const seen = readings(
      ['2025-07-01T20:29', 0],
      ['2025-07-01T20:30', 1_000],
      ['2025-07-02T03:00', 1_001],
      ['2025-07-02T05:00', 2_001],
    );
    const { hphc, base } = offersOf({ readings: seen, steps: JUNE }, ASKED);
    expect([hphc?.to, base?.to]).toEqual(['2025-07-01', '2025-07-02']);
  });

  test('leave out today', () => {
    const seen = readings(['2025-07-03T08:00', 0], ['2025-07-03T09:00', 500]);
    expect(offersOf({ readings: seen, steps: JUNE }, ASKED)['base']).toMatchObject({ days: 30, to: '2025-06-30' });
  });
});

describe('its hours', () => {
  /** The names at some times of a date. */
  const at = (hours: string, date: string, ...times: readonly string[]) => {
    const minutes = clockOfHours({ HP: undefined, HC: hours })(date);
    return times.map((time) => minutes[60 * Number(time.slice(0, 2)) + Number(time.slice(3))]);
  };

  test('apply to each minute by its own date', () => {
    const hours = 'mon-fri 23:30-07:30';
    expect(at(hours, '2025-06-02', '03:00', '07:29', '07:30', '23:29', '23:30')).toEqual([
      'HC',
      'HC',
      'HP',
      'HP',
      'HC',
    ]);
    expect(at(hours, '2025-06-07', '03:00', '23:45')).toEqual(['HP', 'HP']);
  });

  test('continue over the end of the year and of the week', () => {
    const hours = '12-24..01-02 sat-mon 10:00-11:00';
    // A Monday, a Friday, a Sunday, and the Saturday after the dates
    const dates = ['2024-12-30', '2024-12-27', '2024-12-29', '2025-01-04'];
    expect(dates.map((date) => at(hours, date, '10:30')[0])).toEqual(['HC', 'HP', 'HC', 'HP']);
  });

  test('exclude holidays from the days of the week if they name holidays', () => {
    // 9 June 2025 is Whit Monday.
    expect(at('mon 10:00-11:00; sat,holiday 12:00-13:00', '2025-06-09', '10:30', '12:30')).toEqual(['HP', 'HC']);
    expect(at('mon 10:00-11:00', '2025-06-09', '10:30')).toEqual(['HC']);
  });

  test('belong to no period if two claim them, or none', () => {
    const minutes = clockOfHours({ A: '00:00-12:00', B: '11:00-20:00' })('2025-06-09');
    expect([minutes[600], minutes[690], minutes[780], minutes[1_290]]).toEqual(['A', undefined, 'B', undefined]);
  });

  test('have the colour of the date before until 06:00 in Tempo', () => {
    const colours = new Map([
      ['2025-01-13', 'W'],
      ['2025-01-14', 'R'],
    ]);
    const minutes = clockOfTempo((date) => colours.get(date))('2025-01-14');
    expect([0, 359, 360, 1_319, 1_320].map((minute) => minutes[minute])).toEqual([
      'HCJW',
      'HCJW',
      'HPJR',
      'HPJR',
      'HCJR',
    ]);
    expect(clockOfTempo((date) => colours.get(date))('2025-01-15').slice(359, 361)).toEqual(['HCJR', undefined]);
  });
});
