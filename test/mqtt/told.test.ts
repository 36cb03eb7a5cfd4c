import { describe, expect, test } from 'vitest';
import { componentOf, idOf, idsIn, MOST_ID_CHARACTERS, type ReadingValues } from '../../src/mqtt/component.ts';
import { MOST_COMPONENTS, type Told, toldAfter } from '../../src/mqtt/told.ts';

const OFF_PEAK = { energyByPeriod: { HC: 1, HP: 2 }, offPeak: true };
const TEMPO = { energyByPeriod: { HCJB: 1, HPJB: 2 }, offPeak: false, tempoToday: 'blue' };
const ids = (...periods: readonly string[]) => periods.map((period) => `energyByPeriod-${period}`);

describe('what is told of a meter', () => {
  test('is what its values call for', () => {
    const told = toldAfter(undefined, { power: 0, currents: [1, 2, 3], ...OFF_PEAK }, 'HC..');
    expect(told).toEqual({
      contract: 'HC..',
      components: ['currents-1', 'currents-2', 'currents-3', ...ids('HC', 'HP'), 'offPeak', 'power'],
      gone: [],
    });
  });

  test('stays, and is the same object, when a reading lacks values', () => {
    const told = toldOnce([{ power: 1, ...OFF_PEAK }, 'HC..']);
    expect(toldAfter(told, {}, undefined)).toBe(told);
    expect(toldAfter(told, { power: 1 }, 'HC..')).toBe(told);
  });

  test('has more when a later reading has more', () => {
    const told = toldOnce([{ energyByPeriod: { HP: 2 } }, 'HC..'], [{ power: 1, ...OFF_PEAK }, 'HC..']);
    expect(told).toEqual({ contract: 'HC..', components: [...ids('HC', 'HP'), 'offPeak', 'power'], gone: [] });
  });

  test('takes the name of the contract when it comes', () => {
    expect(toldOnce([{ power: 1 }, undefined], [{ power: 1 }, 'BASE'])).toMatchObject({ contract: 'BASE' });
  });

  describe('under another contract', () => {
    test('has its periods, and those of the one before are gone', () => {
      expect(toldOnce([{ power: 1, ...OFF_PEAK }, 'HC..'], [{ energyByPeriod: { BASE: 3 } }, 'BASE'])).toEqual({
        contract: 'BASE',
        components: [...ids('BASE'), 'power'],
        gone: [...ids('HC', 'HP'), 'offPeak'],
      });
    });

    test('has the same components until a reading tells the energy of its periods', () => {
      expect(toldOnce([OFF_PEAK, 'HC..'], [{}, 'BASE'])).toEqual({
        contract: 'BASE',
        components: [...ids('HC', 'HP'), 'offPeak'],
        former: [...ids('HC', 'HP'), 'offPeak'],
        gone: [],
      });
    });

    test('is rid of a period once its register is known to count another one, also long after', () => {
      const late = [{ energyByPeriod: { BASE: 1 } }, { energyByPeriod: { BASE: 1, HP: 1 } }, { ...OFF_PEAK }] as const;
      const told = late.map((_, at) =>
        toldOnce(
          [{ energyByPeriod: { BASE: 1 } }, 'BASE'],
          ...late.slice(0, at + 1).map((one) => [one, 'HC..'] as const),
        ),
      );
      expect(told.map(({ components, gone }) => [components, gone])).toEqual([
        [ids('BASE'), []],
        [ids('BASE', 'HP'), []],
        [[...ids('HC', 'HP'), 'offPeak'], ids('BASE')],
      ]);
    });

    test('keeps the periods that both have, as when the meter goes on in the other mode', () => {
      const told = toldOnce([OFF_PEAK, 'HC..'], [OFF_PEAK, 'H PLEINE/CREUSE']);
      const components = [...ids('HC', 'HP'), 'offPeak'];
      expect(told).toEqual({ contract: 'H PLEINE/CREUSE', components, former: components, gone: [] });
      expect(toldAfter(told, {}, undefined)).toBe(told);
    });

    test('keeps the colour of tomorrow, which is not told yet, with that of today', () => {
      const tempo = { ...TEMPO, tempoTomorrow: 'red' };
      expect(toldOnce([tempo, 'BBR('], [TEMPO, 'TEMPO']).components).toContain('tempoTomorrow');
      expect(toldOnce([tempo, 'BBR('], [OFF_PEAK, 'HC..']).gone).toEqual([
        ...ids('HCJB', 'HPJB'),
        'tempoToday',
        'tempoTomorrow',
      ]);
    });

    test('has again what comes back, and it is gone no longer', () => {
      const told = toldOnce([OFF_PEAK, 'HC..'], [TEMPO, 'TEMPO'], [OFF_PEAK, 'HC..']);
      expect(told).toEqual({
        contract: 'HC..',
        components: [...ids('HC', 'HP'), 'offPeak'],
        former: ['offPeak'],
        gone: [...ids('HCJB', 'HPJB'), 'tempoToday'],
      });
    });
  });

  test('no longer has what no component stands for, as of a later version', () => {
    const told = toldAfter({ components: ['frequency', 'power'], gone: [] }, { power: 1 }, undefined);
    expect(told).toEqual({ components: ['power'], gone: ['frequency'] });
  });

  test('is bounded, whatever a meter calls its periods', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`P${at}`, at]));
    const told = toldOnce([{ power: 1, energyByPeriod: many }, 'A'], [{ energyByPeriod: { X: 1 } }, 'B']);
    expect(toldOnce([{ energyByPeriod: many }, 'A']).components).toHaveLength(MOST_COMPONENTS);
    expect([told.components, told.gone.length]).toEqual([[...ids('X'), 'power'], MOST_COMPONENTS - 1]);
  });
});

describe('the id of a component', () => {
  test.each(['HC', 'WEEK-END', 'WEEK_END', '_2d_', 'é', '🏠', '', 'a_', '_5f_', '-', '__proto__', '\ud800'])(
    'is of a few characters, and has the whole name of the period %j',
    (period) => {
      const [id = ''] = idsIn({ energyByPeriod: { [`x${period}`]: 1 } });
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(componentOf(id)).toEqual({ kind: 'period', period: `x${period}` });
    },
  );

  test('is known by one way to write it', () => {
    const written = [
      'energyByPeriod-_41_',
      'energyByPeriod-_005f_',
      'energyByPeriod-_110000_',
      'currents-0',
      'currents-4',
    ];
    const others = ['currents', 'power-1', 'energyByPeriod', 'energyByPeriod-', 'toString', 'power ', '', 'frequency'];
    expect([...written, ...others].filter((id) => componentOf(id))).toEqual([]);
  });

  test('is no longer than is kept', () => {
    expect(idOf({ kind: 'period', period: '\u{10ffff}'.repeat(100) })).toHaveLength(MOST_ID_CHARACTERS);
  });
});

function toldOnce(...readings: readonly (readonly [values: ReadingValues, contract: string | undefined])[]): Told {
  const none: Told = { components: [], gone: [] };
  return readings.reduce((told, [values, contract]) => toldAfter(told, values, contract), none);
}
