import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import file from '../config.schema.json' with { type: 'json' };
import pack from '../package.json' with { type: 'json' };
import { readConfig } from '../src/config/read-config.ts';
import { type PortTrouble, portTroubleText } from '../src/doctor/port-trouble.ts';
import { englishPage as en } from '../src/texts/en/page.ts';
import { frenchPage as fr } from '../src/texts/fr/page.ts';
import { textsIn } from '../src/texts/texts.ts';
import { anchorOf, markdownIn } from '../testbed/markdown.ts';
import type { SchemaNode } from './full-config.ts';

const DOCUMENTS = { en: markdownIn('README.md'), fr: markdownIn('LISEZMOI.md') };
const PAGES = { en, fr };
const BRIDGE = 'tcp://192.168.1.20:2000';

/** Every trouble that the doctor knows, as the READMEs have it, in its order. What differs within one comes twice. */
const TROUBLES: readonly (readonly [port: string, trouble: PortTrouble])[] = [
  ['tcp://192.168.1.20', { kind: 'notAPort' }],
  ['/dev/ttyUSB0', { kind: 'missing', ports: [] }],
  ['/dev/serial0', { kind: 'uartOff', file: '/boot/firmware/config.txt' }],
  ['/dev/ttyUSB0', { kind: 'noDevice' }],
  ['/dev/ttyUSB0', { kind: 'forbidden', user: 'homebridge', group: 'dialout', remedy: 'join' }],
  ['/dev/ttyUSB0', { kind: 'busy', holders: [{ pid: 42, name: 'python3 linky.py', kind: 'other' }] }],
  ['/dev/ttyUSB0', { kind: 'deaf', seconds: 7200, bridge: false }],
  ['/dev/serial0', { kind: 'console', file: '/boot/firmware/cmdline.txt', setting: 'console=serial0,115200' }],
  ['/dev/ttyAMA0', { kind: 'bluetooth' }],
  ['/dev/ttyAMA10', { kind: 'debugPort' }],
  ['/dev/ttyS0', { kind: 'miniUart', file: '/boot/firmware/config.txt' }],
  [BRIDGE, { kind: 'unreachable', reason: '' }],
  [BRIDGE, { kind: 'gone', reason: '', bytes: 0, bridge: true }],
  ['/dev/ttyUSB0', { kind: 'unreadable', reason: '' }],
  ['/dev/ttyUSB0', { kind: 'silent', seconds: 10, onPins: false, bridge: false }],
  ['/dev/ttyUSB0', { kind: 'wrongSpeed', bytes: 480, bridge: false }],
  ['/dev/ttyUSB0', { kind: 'parity', percent: 12 }],
  ['/dev/ttyUSB0', { kind: 'otherMode', found: 'standard', expected: 'historique' }],
  ['/dev/ttyUSB0', { kind: 'refused', percent: 12, mostly: 'checksum' }],
  ['/dev/ttyUSB0', { kind: 'noFrame', mode: 'historique', lacks: 'number' }],
];
const TROUBLE_LEVEL = 4;

describe.each(['en', 'fr'] as const)('the README in %s', (language) => {
  const { headings, links, rows, blocks, text, prose } = DOCUMENTS[language];
  const { trouble: words } = textsIn[language].cli.doctor;
  const titles = headings.filter(({ level }) => level === TROUBLE_LEVEL).map(({ title }) => title);

  test.each(TROUBLES.map(([port, trouble], index) => [trouble.kind, port, trouble, index] as const))(
    'calls what it does about %s by what the doctor says',
    (_, port, trouble, index) => {
      const title = titles[index] ?? '';
      // No-break blanks are for terminals; in a heading they would spoil its anchor.
      const says = portTroubleText(port, trouble, words).replaceAll('\u00a0', ' ');
      expect(says.slice(0, title.length)).toBe(title);
      expect(title.length).toBeGreaterThan(20);
    },
  );

  test('speaks of every trouble that the doctor knows, and of no other', () => {
    expect(TROUBLES.map(([, { kind }]) => kind).sort()).toEqual(Object.keys(words).sort());
    expect(titles).toHaveLength(TROUBLES.length);
  });

  test('quotes the doctor as it speaks', () => {
    const busy = TROUBLES.find(([, { kind }]) => kind === 'busy');
    const [name] = /\*python3[^*]*\*/.exec(text) ?? [];
    expect(busy && portTroubleText(...busy, words)).toContain(name?.slice(1, -1));
  });

  test('calls what is on the settings page by its name there', () => {
    const { port, influx } = PAGES[language];
    for (const name of [port.listen, port.demo, influx.test]) expect(text).toContain(`*${name}*`);
  });

  test('shows pictures and links to files and headings that are there', () => {
    const anchors = headings.map(({ title }) => `#${anchorOf(title)}`);
    const lost = links
      .filter((link) => !link.startsWith('https://'))
      .filter((link) => (link.startsWith('#') ? !anchors.includes(link) : !isThere(link)));
    expect(lost).toEqual([]);
    const pictures = ['heard', 'live'].map((name) => `docs/images/${name}.${language}.png`);
    expect(links).toEqual(expect.arrayContaining([...pictures, `docs/images/watch.${language}.svg`]));
  });

  test('says in words what each picture shows', () => {
    const pictures = links.filter((link) => link.startsWith('docs/images/'));
    const words = [...prose.matchAll(/!\[([^\]]+)\]\(|<img [^>]*alt="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    expect(words.filter((one) => one.length > 40)).toHaveLength(pictures.length);
  });

  test('warns of the terminals beside those of the TIC', () => {
    expect(prose).toMatch(/\*\*[^*]*C1[^*]*C2[^*]*230\sV[^*]*\*\*/);
    expect(rows.map(([terminals]) => terminals)).toContain('C1, C2');
  });

  test('counts the lines that set up a Raspberry Pi', () => {
    const setUp =
      blocks
        .find((block) => block.text.includes('raspi-config'))
        ?.text.trim()
        .split('\n') ?? [];
    const counted = { en: /\[(\w+) lines\]/gi, fr: /\[(\w+) lignes\]/gi }[language];
    const said = [...prose.matchAll(counted)].map(([, count = '']) => count.toLowerCase());
    expect(new Set(said)).toEqual(new Set([{ en: 'four', fr: 'quatre' }[language]]));
    expect(setUp).toHaveLength(4);
  });

  test('names every setting, with its default', () => {
    const told = rows.flatMap(([setting = '', standard = '']) => namesIn(setting).map((name) => [name, standard]));
    const fields = fieldsOf(file.schema as SchemaNode).filter(([path]) => !/^name$|\]\.sensors\[\]/.test(path));
    const settings = told.filter(([name = '']) => /^(?:language|meters\[\]|influx\.|journal\.)/.test(name));
    expect(Object.fromEntries(settings)).toEqual(Object.fromEntries(fields.map(([path, node]) => [path, shown(node)])));
  });

  test('has examples that are read without a complaint', () => {
    const [whole = '', sensors = ''] = blocks.filter((block) => block.language === 'json').map((block) => block.text);
    const [platform] = JSON.parse(whole).platforms;
    const [meter] = platform.meters;
    const { problems, config } = readConfig({ ...platform, meters: [{ ...meter, ...JSON.parse(`{${sensors}}`) }] });
    expect(problems).toEqual([]);
    expect(config.meters[0]?.sensors).toHaveLength(2);
  });

  test('has the addresses of the package', () => {
    const repository = pack.repository.url.replace(/^git\+|\.git$/g, '');
    const ours = links.filter((link) => link.includes('github.com'));
    expect(ours.filter((link) => !link.startsWith(repository))).toEqual([]);
    expect(text).toContain(`git clone ${repository}.git`);
  });
});

describe('the two READMEs', () => {
  const { en, fr } = DOCUMENTS;

  test('have the same headings, tables and blocks', () => {
    expect(fr.headings.map(({ level }) => level)).toEqual(en.headings.map(({ level }) => level));
    expect(fr.rows.map((row) => row.length)).toEqual(en.rows.map((row) => row.length));
    expect(fr.blocks.map(({ language }) => language)).toEqual(en.blocks.map(({ language }) => language));
    expect(fr.links).toHaveLength(en.links.length);
  });

  test('name the same things', () => {
    const names = (spans: readonly string[]) => spans.filter((span) => /^[\w./-]+$/.test(span)).sort();
    expect(names(fr.spans)).toEqual(names(en.spans));
  });
});

test('in the French one no line begins with a mark that belongs to the word before', () => {
  const lines = DOCUMENTS.fr.prose.split('\n').filter((line) => !line.startsWith('#'));
  const words = lines.map((line) => line.replace(/`[^`]*`/g, '`'));
  expect(words.filter((line) => /(?:^| )(?:[:;?»%]|!(?!\[))|« /.test(line))).toEqual([]);
});

describe('CONTRIBUTING', () => {
  const { blocks, spans } = markdownIn('CONTRIBUTING.md');

  test('has the packages that CI installs', () => {
    const [, ours = ''] = /--no-install-recommends (.*)/.exec(blocks.map(({ text }) => text).join('\n')) ?? [];
    const script = readFileSync(new URL('../.ci/run', import.meta.url), 'utf8');
    const [, theirs = ''] = /--no-install-recommends (.*)/.exec(script) ?? [];
    expect(ours.split(' ').sort()).toEqual(theirs.split(' ').sort());
  });

  test('names scripts that there are', () => {
    const named = spans.flatMap((span) => /^npm run ([\w:]+)/.exec(span)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !Object.hasOwn(pack.scripts, name))).toEqual([]);
  });
});

function isThere(link: string): boolean {
  return existsSync(fileURLToPath(new URL(`../${link.replace(/#.*$/, '')}`, import.meta.url)));
}

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
function shown({ default: value }: SchemaNode): string {
  if (value === undefined || value === '') return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', ')}\``;
}
