import { describe, expect, test } from 'vitest';
import file from '../config.schema.json' with { type: 'json' };
import { textsIn } from '../src/texts/texts.ts';
import { markdownIn } from '../testbed/markdown.ts';

const HOME_PAGE = { en: markdownIn('docs/apple-home.md'), fr: markdownIn('docs/apple-home.fr.md') };
const { when, kind } = file.schema.properties.meters.items.properties.sensors.items.properties;

describe.each(['en', 'fr'] as const)('the page about Apple Home in %s', (language) => {
  const named = HOME_PAGE[language].rows.map(([cell = '']) => cell);
  const has = (name: string) => named.some((cell) => cell.includes(`\`${name}\``));

  test('has each occasion and each kind of a sensor', () => {
    const names = [...when.oneOf, ...kind.oneOf].map((choice) => choice.const);
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !has(name))).toEqual([]);
  });

  test('calls each tile by its name', () => {
    const names = Object.values(textsIn[language].homekit.tile).map((name) => `*${name('Linky')}*`);
    expect(named).toEqual(expect.arrayContaining(names));
  });
});
