import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { schema, validateAndFillDefaults } from '../../src/config/compiled-schema.ts';
import { compiledSchema } from '../../tools/compiled-schema.ts';
import { fullConfigOf, type SchemaNode } from '../full-config.ts';

// The package has this file, where the tests of `readConfig` have ajv compile the schema.
describe('the file that the build makes of the schema', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'linky-schema-'));
  await compiledSchema().write(folder);
  const built: typeof import('../../src/config/compiled-schema.ts') = await import(join(folder, 'compiled-schema.js'));
  rmSync(folder, { recursive: true });

  test('has the schema', () => expect(built.schema).toEqual(schema));

  test.each<readonly [string, unknown]>([
    ['nothing', {}],
    ['everything', fullConfigOf(schema as SchemaNode)],
    ['a list that is a text', { meters: 'no' }],
    ['mistakes of every kind', WRONG],
  ])('finds what ajv finds, and fills in the same defaults: %s', (_, config) => {
    const one = structuredClone(config);
    const other = structuredClone(config);
    expect(built.validateAndFillDefaults(one)).toBe(validateAndFillDefaults(other));
    expect(one).toEqual(other);
    const found = (errors: typeof validateAndFillDefaults.errors) =>
      errors?.map(({ instancePath, params }) => ({ instancePath, params }));
    expect(found(built.validateAndFillDefaults.errors)).toEqual(found(validateAndFillDefaults.errors));
  });
});

const WRONG = {
  name: '',
  language: 'de',
  meters: [
    { name: 'x'.repeat(1000), port: 3, mode: 'fast', staleAfter: -1, tiles: ['heat'], powerFactor: 'much' },
    {
      sensors: [{ when: 'never', above: 'high' }, {}],
      prices: [{ from: 'yesterday', hours: 'always' }],
      share: { port: 0 },
    },
    null,
  ],
  influx: { url: 'no', version: '4', password: 1 },
  journal: { maxMegabytes: 'all', commitSeconds: 0 },
};
