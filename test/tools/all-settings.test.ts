import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import file from '../../config.schema.json' with { type: 'json' };
import { PLATFORM_NAME } from '../../src/base/plugin-names.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { LANGUAGES } from '../../src/texts/languages.ts';
import { markdownIn } from '../../testbed/markdown.ts';
import { PROJECT } from '../../testbed/project.ts';
import { ALL_SETTINGS_PAGES, allSettingsIn } from '../../tools/all-settings.ts';
import type { SchemaNode } from '../full-config.ts';

const settings = settingsIn(file.schema as SchemaNode);

describe.each(LANGUAGES)('the page about all settings in %s', (language) => {
  const { text, headings, links } = markdownIn(ALL_SETTINGS_PAGES[language]);

  test('is what `npm run build` makes of the schema and the texts', () => {
    expect(readFileSync(join(PROJECT, ALL_SETTINGS_PAGES[language]), 'utf8')).toBe(allSettingsIn(language));
  });

  test('has a heading for each setting, and for nothing else', () => {
    const titles = headings.filter(({ level }) => level === 3).map(({ title }) => title);
    expect(titles.sort()).toEqual(settings.map(([path]) => `\`${path}\``).sort());
  });

  test.each(settings)('says of %s its default, its limits and its values', (path, node) => {
    const section = sectionOf(path, text);
    const facts = [node.default, node.minimum, node.maximum, ...(node.oneOf ?? node.items?.oneOf ?? [])];
    for (const fact of facts) {
      if (fact !== undefined && fact !== '') expect(section).toContain(codeOf(fact));
    }
  });

  test('says nothing that is undefined', () => expect(text).not.toMatch(/undefined|null|\[object/));

  test('links to a page about each block and each list', () => {
    const groups = text.split(/^## /m).slice(3);
    const blocks = new Set(settings.map(([path]) => path.replace(/\.?[^.]*$/, '')).filter((block) => block !== ''));
    expect(groups.length).toBe(blocks.size);
    for (const group of groups) expect(group.split('\n\n')[1]).toMatch(/\]\([\w-]+(?:\.fr)?\.md(?:#[^)]*)?\)/);
    expect(links).toContain(language === 'en' ? '../README.md' : '../LISEZMOI.md');
  });

  test('has an example that is read without a complaint', () => {
    const { platforms } = exampleIn(text);
    expect(platforms).toMatchObject([{ platform: PLATFORM_NAME, language }]);
    const { config, problems } = readConfig(platforms[0]);
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ language, page: {}, influx: {}, mqtt: {} });
    expect(config.meters[0]).toMatchObject({ sensors: [{}, {}], prices: [{}], share: {} });
  });
});

test('the examples differ by language in names and passwords only', () => {
  const [one, other] = LANGUAGES.map((language) => withoutNames(exampleIn(allSettingsIn(language))));
  expect(one).toEqual(other);
});

/** Each setting under its path, without the blocks and lists that they are in. */
function settingsIn(node: SchemaNode, path = ''): readonly (readonly [path: string, node: SchemaNode])[] {
  if (node.items?.properties) return settingsIn(node.items, `${path}[]`);
  if (!node.properties) return [[path, node]];
  return Object.entries(node.properties).flatMap(([name, inner]) =>
    settingsIn(inner, path === '' ? name : `${path}.${name}`),
  );
}

function sectionOf(path: string, text: string): string {
  const [, after = ''] = text.split(`\n### \`${path}\`\n`);
  return after.split(/^##/m)[0] ?? '';
}

function codeOf(fact: unknown): string {
  if (typeof fact === 'object' && fact !== null && 'const' in fact) return codeOf(fact.const);
  return `\`${JSON.stringify(fact)
    .replaceAll(',', ', ')
    .replace(/^"(.*\D.*)"$/, '$1')}\``;
}

function exampleIn(text: string): { readonly platforms: readonly unknown[] } {
  const [, json = ''] = /^```json\n([\s\S]*?)^```$/m.exec(text) ?? [];
  return JSON.parse(json);
}

function withoutNames(example: unknown): unknown {
  return JSON.parse(JSON.stringify(example), (key, value) =>
    ['name', 'language', 'password'].includes(key) ? '' : value,
  );
}
