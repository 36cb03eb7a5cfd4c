import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import file from '../../../config.schema.json' with { type: 'json' };
import { applyForm, type SchemaNode, settingLabel } from '../../../homebridge-ui/page/model/settings-schema.ts';
import { formIn } from '../../../tools/form.ts';
import { fullConfigOf, type SchemaNode as Schema } from '../../full-config.ts';

const schema = file.schema as SchemaNode;
const prices = [{ from: '2026-08-01', periods: [{ name: 'HP' }] }];
const config = {
  meters: [
    { port: 'x', prices },
    { name: 'Grange', sensors: [{ name: 'Surcharge' }] },
  ],
};

describe('the label of a path', () => {
  test.each([
    ['meters[1].port', 'Meter Grange › Port'],
    ['meters[0].port', 'Meter 1 › Port'],
    ['meters[1].sensors[0].above', 'Meter Grange › Sensor Surcharge › Above'],
    ['meters[0].prices[0].periods[0].price', 'Meter 1 › Prices from a date on 1 › Tariff period HP › Price (€/kWh)'],
    ['influx.url', 'InfluxDB › Address'],
    ['language', 'Language'],
  ])('%s is %s', (path, label) => {
    expect(settingLabel(path, schema, config)).toEqual({ label, isKnown: true });
  });

  test('is in the language of the form', () => {
    expect(settingLabel('meters[1].port', formIn('fr').schema as SchemaNode, config).label).toBe(
      'Compteur Grange › Port',
    );
  });

  test.each(['strange', 'meters[0].wire', 'influx.tls.ca'])('%s is a setting that the schema does not have', (path) => {
    expect(settingLabel(path, schema, config).isKnown).toBe(false);
  });
});

describe('an edit in the form', () => {
  const defaults = fullConfigOf(file.schema as Schema) as { readonly [key: string]: unknown };

  test('changes the fields that were typed', () => {
    const before = { name: 'TIC', meters: [{ name: 'Linky', port: 'demo' }] };
    const formed = { name: 'Other', meters: [{ name: 'Linky', port: '/dev/ttyUSB0' }] };
    expect(applyForm(formed, before, schema)).toEqual(formed);
  });

  test('adds none of the defaults that the form fills in', () => {
    const before = { name: 'TIC', meters: [{ port: 'demo' }] };
    const formed = {
      ...{ language: 'fr', journal: defaults['journal'], influx: { version: '2', bucket: 'linky', literal: true } },
      ...{ name: 'TIC', meters: [{ port: 'demo', mode: 'auto', tiles: ['power', 'current'], powerFactor: 'auto' }] },
    };
    expect(applyForm(formed, before, schema)).toEqual(before);
  });

  test('keeps a default that was in the settings, and one that replaces another value', () => {
    const before = { language: 'fr', meters: [{ port: 'demo', mode: 'standard' }] };
    const formed = { language: 'fr', meters: [{ port: 'demo', mode: 'auto' }] };
    expect(applyForm(formed, before, schema)).toEqual(formed);
  });

  test('keeps the order of the fields', () => {
    const before = { meters: [{ wire: 'blue', port: 'demo' }], odd: 1, name: 'TIC' };
    const formed = { name: 'TIC', meters: [{ name: 'Grange', port: 'demo' }] };
    expect(JSON.stringify(applyForm(formed, before, schema))).toBe(
      JSON.stringify({ meters: [{ wire: 'blue', port: 'demo', name: 'Grange' }], odd: 1, name: 'TIC' }),
    );
  });

  test('removes a field that was emptied', () => {
    const before = { influx: { url: 'http://nas:8086', token: 'secret' } };
    expect(applyForm({ influx: { url: 'http://nas:8086' } }, before, schema)).toEqual({
      influx: { url: 'http://nas:8086' },
    });
  });

  test('keeps unknown fields with their meter when another meter is removed', () => {
    const before = {
      meters: [
        { name: 'Linky', port: 'demo' },
        { name: 'Grange', port: 'x', wire: 'blue' },
      ],
    };
    const formed = { meters: [{ name: 'Grange', port: '/dev/ttyUSB0' }] };
    expect(applyForm(formed, before, schema)).toEqual({ meters: [{ ...formed.meters[0], wire: 'blue' }] });
  });

  test('keeps unknown fields with their meter when two meters change places', () => {
    const [linky, barn] = [
      { name: 'Linky', port: 'demo', wire: 'blue' },
      { name: 'Grange', port: 'x', wire: 'red' },
    ];
    const known = ({ name, port }: { name: string; port: string }) => ({ name, port });
    const formed = { meters: [known(barn), known(linky)] };
    expect(applyForm(formed, { meters: [linky, barn] }, schema)).toEqual({ meters: [barn, linky] });
  });

  test('gives unknown fields to one meter only, and not to a new meter', () => {
    const before = { meters: [{ name: 'Linky', port: 'demo', wire: 'blue' }] };
    const added = {
      meters: [
        { name: 'Linky', port: 'demo' },
        { name: 'Linky', port: 'x' },
      ],
    };
    const [first, second] = (applyForm(added, before, schema) as { meters: object[] }).meters;
    expect(first).toHaveProperty('wire');
    expect(second).not.toHaveProperty('wire');
    const replaced = {
      meters: [
        { name: 'Grange', port: 'x' },
        { name: 'Cave', port: 'y' },
      ],
    };
    expect(JSON.stringify(applyForm(replaced, before, schema))).not.toContain('wire');
  });

  test('adds nothing for the empty meter that the form shows by itself', () => {
    const formed = { meters: [{ name: 'Linky', mode: 'auto', staleAfter: 20 }] };
    expect(applyForm(formed, { name: 'TIC' }, schema)).toEqual({});
  });

  test('never loses a field that the schema does not have, at any depth', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^x[a-z]{3}$/), fc.jsonValue(), { maxKeys: 3 }), (unknown) => {
        const formed = {
          meters: [{ port: 'demo', sensors: [{ name: 'Nuit', when: 'offPeak' }] }],
          influx: { url: 'u' },
        };
        const before = {
          ...unknown,
          meters: [{ ...unknown, port: 'x', sensors: [{ ...unknown, name: 'Nuit', when: 'peak' }] }],
          influx: { ...unknown, url: 'v' },
        };
        expect(applyForm(formed, before, schema)).toEqual({
          ...unknown,
          meters: [{ ...unknown, port: 'demo', sensors: [{ ...unknown, name: 'Nuit', when: 'offPeak' }] }],
          influx: { ...unknown, url: 'u' },
        });
      }),
    ));
});
