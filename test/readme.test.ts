import { describe, expect, test } from 'vitest';
import file from '../config.schema.json' with { type: 'json' };
import pack from '../package.json' with { type: 'json' };
import { readConfig } from '../src/config/read-config.ts';
import { englishPage } from '../src/texts/en/page.ts';
import { frenchPage } from '../src/texts/fr/page.ts';
import { markdownIn, USER_PAGES } from '../testbed/markdown.ts';
import type { SchemaNode } from './full-config.ts';

const README = { en: markdownIn('README.md'), fr: markdownIn('LISEZMOI.md') };
const INFLUX_PAGE = { en: markdownIn('docs/influxdb-grafana.md'), fr: markdownIn('docs/influxdb-grafana.fr.md') };
const SETTINGS_PAGE = { en: englishPage, fr: frenchPage };
const REPOSITORY = pack.repository.url.replace(/^git\+|\.git$/g, '');
/** A README that is read in five minutes. */
const LONGEST_README_LINES = 249;

describe.each(['en', 'fr'] as const)('the README in %s', (language) => {
  const { headings, links, rows, blocks, text, prose } = README[language];

  test('has fewer than 250 lines', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(LONGEST_README_LINES);
  });

  test('links to each page in docs', () => {
    const [, ...pages] = USER_PAGES[language];
    expect(links.map((link) => link.replace(/#.*$/, ''))).toEqual(expect.arrayContaining(pages));
  });

  test('shows the settings page', () => {
    const pictures = ['heard', 'live'].map((name) => `docs/images/${name}.${language}.png`);
    expect(links).toEqual(expect.arrayContaining(pictures));
  });

  test('calls what is on the settings page by its name there', () => {
    const { port, influx } = SETTINGS_PAGE[language];
    for (const name of [port.listen, port.demo]) expect(text).toContain(`*${name}*`);
    expect(INFLUX_PAGE[language].text).toContain(`*${influx.test}*`);
  });

  test('warns of the terminals beside those of the TIC', () => {
    expect(prose).toMatch(/\*\*[^*]*C1[^*]*C2[^*]*230\sV[^*]*\*\*/);
    expect(rows.map(([terminals]) => terminals)).toContain('C1, C2');
  });

  test('names every setting, with its default', () => {
    const rowsBySetting = rows.flatMap(([names = '', standard = '']) => namesIn(names).map((name) => [name, standard]));
    const fields = fieldsOf(file.schema as SchemaNode).filter(
      ([path]) => !/^name$|\]\.(?:sensors|prices)\[\]/.test(path),
    );
    const settings = rowsBySetting.filter(([name = '']) =>
      /^(?:language|meters\[\]|page\.|influx\.|mqtt\.|journal\.)/.test(name),
    );
    expect(Object.fromEntries(settings)).toEqual(
      Object.fromEntries(fields.map(([path, node]) => [path, defaultOf(node)])),
    );
  });

  test('has examples that are read without a complaint', () => {
    const [whole = '', ...lists] = blocks.filter((block) => block.language === 'json').map((block) => block.text);
    const [platform] = JSON.parse(whole).platforms;
    const [meter] = platform.meters;
    const read = lists.map((sensors) =>
      readConfig({ ...platform, meters: [{ ...meter, ...JSON.parse(`{${sensors}}`) }] }),
    );
    expect(read.map(({ problems }) => problems)).toEqual([[], []]);
    expect(read.map(({ config }) => config.meters[0]?.sensors.length)).toEqual([2, 3]);
  });

  test('names the address of the package', () => {
    expect(text).toContain(`git clone ${REPOSITORY}.git`);
    expect(headings[0]?.title).toBe(pack.name);
  });
});

/** `influx.token`, `org`: the second is in influx too. */
function namesIn(cell: string): readonly string[] {
  const [first = '', ...others] = [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  const group = first.replace(/[^.]*$/, '');
  return first === '' ? [] : [first, ...others.map((name) => group + name)];
}

/** The fields that hold a value, each under its path: `meters[].name`. */
function fieldsOf(node: SchemaNode, path = ''): readonly (readonly [path: string, node: SchemaNode])[] {
  const inner = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    fieldsOf(child, path === '' ? name : `${path}.${name}`),
  );
  if (inner.length > 0) return inner;
  return node.items?.properties
    ? [...(path === 'meters' ? [] : [[path, node] as const]), ...fieldsOf(node.items, `${path}[]`)]
    : [[path, node]];
}

/** A default as the tables show it. Nothing is no default. */
function defaultOf({ default: value }: SchemaNode): string {
  if (value === undefined || value === '') return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', ')}\``;
}
