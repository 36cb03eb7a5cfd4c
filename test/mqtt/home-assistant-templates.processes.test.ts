import { describe, expect, test } from 'vitest';
import type { ReadingValues } from '../../src/mqtt/component.ts';
import { toldAfter } from '../../src/mqtt/told.ts';
import { MISSING_JINJA, renderedByJinja } from '../../testbed/programs/jinja.ts';
import { HOUSES, messageOf, values } from './houses.ts';

describe.skipIf(MISSING_JINJA)(MISSING_JINJA ?? 'a template in real Jinja', () => {
  test.each(['base', 'offPeakStandard', 'ejp', 'tempoOfThreePhases', 'producer', 'ownNames'] as const)(
    'finds each value of a whole reading: %s',
    (house) => {
      const reading = values(house);
      const { cmps } = messageOf(HOUSES[house]);
      const [found] = rendered(Object.values(cmps), [reading]);
      expect(found?.toSorted()).toEqual(writtenValues(reading).toSorted());
    },
  );

  test('finds the value of its own place', () => {
    const { cmps } = messageOf(HOUSES.tempoOfThreePhases);
    const ids = ['power', 'currents-2', 'currents-3', 'offPeak', 'tempoTomorrow', 'energyByPeriod-HPJR'];
    const [found] = rendered(
      ids.map((id) => cmps[id] ?? {}),
      [values('tempoOfThreePhases')],
    );
    expect(found).toEqual(['-1899', '0', '12', 'False', 'blue', '6.001']);
  });

  test('is None where its value is absent, which Home Assistant shows as unknown', () => {
    const told = toldAfter(HOUSES.ownNames, { ...values('tempoOfThreePhases'), ...values('producer') }, 'TEMPO');
    const { cmps } = messageOf({ ...told, components: [...told.components, ...HOUSES.ownNames.components], gone: [] });
    const partial: readonly object[] = [
      { name: 'Linky', at: '2026-12-01T00:00:00.000Z' },
      {},
      { currents: [], voltages: [], powers: [], energyByPeriod: {} },
    ];
    const found = rendered(Object.values(cmps), partial);
    expect(Object.keys(cmps)).toHaveLength(11 + 3 * 3 + 6 + 10);
    expect(found).toEqual(partial.map(() => Object.keys(cmps).map(() => 'None')));
  });
});

/** What each component makes of each reading. @throws where Home Assistant would warn */
function rendered(
  components: readonly { readonly [field: string]: unknown }[],
  readings: readonly object[],
): readonly (readonly string[])[] {
  return renderedByJinja(
    components.map((one) => String(one['value_template'])),
    readings,
  );
}

/** Each single value of a reading, as Python writes it. */
function writtenValues(values: ReadingValues): readonly string[] {
  return Object.values(values).flatMap((value) =>
    typeof value === 'object' ? Object.values(value ?? {}).map(written) : [written(value)],
  );
}

function written(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}
