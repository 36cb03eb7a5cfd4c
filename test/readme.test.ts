import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import file from '../config.schema.json' with { type: 'json' };
import pack from '../package.json' with { type: 'json' };
import { readConfig } from '../src/config/read-config.ts';
import { type PortTrouble, portTroubleText } from '../src/doctor/port-trouble.ts';
import { englishPage } from '../src/texts/en/page.ts';
import { frenchPage } from '../src/texts/fr/page.ts';
import { textsIn } from '../src/texts/texts.ts';
import { anchorOf, frenchTwinOf, type Markdown, markdownIn, USER_PAGES } from '../testbed/markdown.ts';
import { PROJECT } from '../testbed/project.ts';
import type { SchemaNode } from './full-config.ts';

const LANGUAGES = ['en', 'fr'] as const;
const README = { en: markdownIn('README.md'), fr: markdownIn('LISEZMOI.md') };
const INFLUX_PAGE = { en: markdownIn('docs/influxdb-grafana.md'), fr: markdownIn('docs/influxdb-grafana.fr.md') };
const SCRIPT_PAGE = {
  en: markdownIn('docs/from-a-python-script.md'),
  fr: markdownIn('docs/from-a-python-script.fr.md'),
};
const TROUBLE_PAGE = {
  en: markdownIn('docs/when-something-is-wrong.md'),
  fr: markdownIn('docs/when-something-is-wrong.fr.md'),
};
const SETTINGS_PAGE = { en: englishPage, fr: frenchPage };
const REPOSITORY = pack.repository.url.replace(/^git\+|\.git$/g, '');
/** A README that is read in five minutes. */
const LONGEST_README_LINES = 199;
const BRIDGE = 'tcp://192.168.1.20:2000';

/** Every trouble with a port that the doctor knows, in the order of the page about them. */
const TROUBLES: readonly (readonly [port: string, trouble: PortTrouble])[] = [
  ['tcp://192.168.1.20', { kind: 'notAPort' }],
  ['/dev/ttyUSB0', { kind: 'missing', ports: [] }],
  ['/dev/ttyUSB0', { kind: 'noDevice' }],
  ['/dev/ttyUSB0', { kind: 'forbidden', user: 'homebridge', group: 'dialout', remedy: 'join' }],
  ['/dev/ttyUSB0', { kind: 'busy', holders: [{ pid: 42, name: 'python3 linky.py', kind: 'other' }] }],
  ['/dev/ttyUSB0', { kind: 'deaf', seconds: 7200, bridge: false }],
  ['/dev/serial0', { kind: 'uartOff', file: '/boot/firmware/config.txt' }],
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
/** The level of their headings. */
const TROUBLE_LEVEL = 3;

describe.each(LANGUAGES)('the README in %s', (language) => {
  const { headings, links, rows, blocks, text, prose } = README[language];

  test('has fewer than 200 lines', () => {
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

  test('sets up a Raspberry Pi in as many lines as the pages say', () => {
    const block = blocks.find((candidate) => candidate.text.includes('raspi-config'));
    const counted = { en: /\[(\w+) lines\]/gi, fr: /\[(\w+) lignes\]/gi }[language];
    const text = prose + TROUBLE_PAGE[language].prose;
    const counts = [...text.matchAll(counted)].map(([, count = '']) => count.toLowerCase());
    expect(counts.length).toBeGreaterThan(2);
    expect(new Set(counts)).toEqual(new Set([{ en: 'four', fr: 'quatre' }[language]]));
    expect(block?.text.trim().split('\n')).toHaveLength(4);
  });

  test('names every setting, with its default', () => {
    const rowsBySetting = rows.flatMap(([names = '', standard = '']) => namesIn(names).map((name) => [name, standard]));
    const fields = fieldsOf(file.schema as SchemaNode).filter(([path]) => !/^name$|\]\.sensors\[\]/.test(path));
    const settings = rowsBySetting.filter(([name = '']) => /^(?:language|meters\[\]|influx\.|journal\.)/.test(name));
    expect(Object.fromEntries(settings)).toEqual(
      Object.fromEntries(fields.map(([path, node]) => [path, defaultOf(node)])),
    );
  });

  test('has examples that are read without a complaint', () => {
    const [whole = '', sensors = ''] = blocks.filter((block) => block.language === 'json').map((block) => block.text);
    const [platform] = JSON.parse(whole).platforms;
    const [meter] = platform.meters;
    const { problems, config } = readConfig({ ...platform, meters: [{ ...meter, ...JSON.parse(`{${sensors}}`) }] });
    expect(problems).toEqual([]);
    expect(config.meters[0]?.sensors).toHaveLength(2);
  });

  test('names the address of the package', () => {
    expect(text).toContain(`git clone ${REPOSITORY}.git`);
    expect(headings[0]?.title).toBe(pack.name);
  });
});

describe.each(LANGUAGES)('the page about troubles in %s', (language) => {
  const { trouble: words } = textsIn[language].cli.doctor;
  const { headings } = TROUBLE_PAGE[language];
  const titles = headings.filter(({ level }) => level === TROUBLE_LEVEL).map(({ title }) => title);

  test.each(TROUBLES.map(([port, trouble], index) => [trouble.kind, port, trouble, index] as const))(
    'has what the doctor says about %s as a heading',
    (_, port, trouble, index) => {
      const title = titles[index] ?? '';
      // The doctor's no-break blanks would spoil the heading's anchor.
      const said = portTroubleText(port, trouble, words).replaceAll('\u00a0', ' ');
      expect(said.slice(0, title.length)).toBe(title);
      expect(title.length).toBeGreaterThan(20);
    },
  );

  test('has every trouble that the doctor knows, and no other', () => {
    expect(TROUBLES.map(([, { kind }]) => kind).sort()).toEqual(Object.keys(words).sort());
    expect(titles).toHaveLength(TROUBLES.length);
  });

  test('the page about scripts quotes the doctor word by word', () => {
    const busy = TROUBLES.find(([, { kind }]) => kind === 'busy');
    const [quote = ''] = /\*python3[^*]*\*/.exec(SCRIPT_PAGE[language].text) ?? [];
    expect(quote).not.toBe('');
    expect(busy && portTroubleText(...busy, words)).toContain(quote.slice(1, -1).replace(/\s/g, ' '));
  });
});

describe.each(LANGUAGES)('each page for users in %s', (language) => {
  const pages = USER_PAGES[language].map((path) => [path, markdownIn(path)] as const);

  test.each(pages)('%s links to files and headings that there are', (path, { links }) => {
    const local = links.filter((link) => !link.startsWith('https://'));
    expect(local.filter((link) => !leadsSomewhere(path, link))).toEqual([]);
  });

  test.each(pages)(
    '%s links to nothing that the package lacks, but for pictures and pages for developers',
    (path, { links }) => {
      const targets = links.filter((link) => !/^(?:https:|#)/.test(link)).map((link) => targetOf(path, link));
      const missing = targets.filter((target) => !isPacked(target) && !target.startsWith('docs/images/'));
      expect(missing.filter((target) => !/^(?:ARCHITECTURE|CONTRIBUTING)\.md$/.test(target))).toEqual([]);
    },
  );

  test.each(pages)('%s says in words what each of its pictures shows', (_, { links, prose }) => {
    const pictures = links.filter((link) => /^(?:docs\/)?images\//.test(link));
    const words = [...prose.matchAll(/!\[([^\]]+)\]\(|<img [^>]*alt="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    expect(words.filter((description) => description.length > 40)).toHaveLength(pictures.length);
  });

  test.each(pages)('%s links to no other project of GitHub', (_, { links }) => {
    const addresses = links.filter((link) => link.includes('github.com'));
    expect(addresses.filter((link) => !link.startsWith(REPOSITORY))).toEqual([]);
  });
});

test('each English page for users has a French twin, and each French page an English one', () => {
  expect(USER_PAGES.en.map(frenchTwinOf)).toEqual(USER_PAGES.fr);
});

describe.each(USER_PAGES.en.map((path) => [path, frenchTwinOf(path)] as const))(
  '%s and %s',
  (englishPath, frenchPath) => {
    const english = markdownIn(englishPath);
    const french = markdownIn(frenchPath);

    test('have the same headings, tables and blocks', () => {
      expect(french.headings.map(({ level }) => level)).toEqual(english.headings.map(({ level }) => level));
      expect(french.rows.map((row) => row.length)).toEqual(english.rows.map((row) => row.length));
      expect(french.blocks.map(({ language }) => language)).toEqual(english.blocks.map(({ language }) => language));
    });

    test('have the same links and pictures, each in its language', () => {
      expect(linksWithoutLanguage(french)).toEqual(linksWithoutLanguage(english));
    });

    test('link to each other', () => {
      expect(english.links).toContain(posix.basename(frenchPath));
      expect(french.links).toContain(posix.basename(englishPath));
    });

    test('name the same things', () => {
      const names = (spans: readonly string[]) => spans.filter((span) => /^[\w./-]+$/.test(span)).sort();
      expect(names(french.spans)).toEqual(names(english.spans));
    });
  },
);

test.each(USER_PAGES.fr)('in %s a no-break blank stands before each mark that belongs to the word before', (path) => {
  const lines = markdownIn(path)
    .prose.split('\n')
    .filter((line) => !line.startsWith('#'));
  const words = lines.map((line) => line.replace(/`[^`]*`/g, '`'));
  expect(words.filter((line) => /(?:^| )(?:[:;?»%]|!(?!\[))|« /.test(line))).toEqual([]);
});

test('the list of issue forms links to pages that there are', () => {
  const { text } = markdownIn('.github/ISSUE_TEMPLATE/config.yml');
  const paths = [...text.matchAll(/^ +url: (\S+)$/gm)].map(([, url = '']) =>
    url.replace(`${REPOSITORY}/blob/main/`, ''),
  );
  expect(paths.length).toBeGreaterThan(1);
  expect(paths.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
});

describe('CONTRIBUTING', () => {
  const { blocks, spans } = markdownIn('CONTRIBUTING.md');

  test('has the packages that CI installs', () => {
    const [, ours = ''] = /--no-install-recommends (.*)/.exec(blocks.map(({ text }) => text).join('\n')) ?? [];
    const script = readFileSync(new URL('../.ci/run', import.meta.url), 'utf8');
    const [, theirs = ''] = /--no-install-recommends (.*)/.exec(script) ?? [];
    expect(ours.split(' ').sort()).toEqual(theirs.split(' ').sort());
  });

  test('names files and folders that there are', () => {
    const paths = spans.filter((span) => /^(?:\.ci|[\w-]+)\/[\w./-]*$|^[\w-]+\.md$/.test(span));
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => path !== 'dist/' && !existsSync(join(PROJECT, path)))).toEqual([]);
  });

  test('names scripts that there are', () => {
    const named = spans.flatMap((span) => /^npm run ([\w:]+)/.exec(span)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !Object.hasOwn(pack.scripts, name))).toEqual([]);
  });
});

/** The path from the project's folder of what a link on a page leads to. */
function targetOf(page: string, link: string): string {
  const path = link.replace(/#.*$/, '');
  return path === '' ? page : posix.join(posix.dirname(page), path);
}

/** Whether the file that a link leads to is there and, if it is to a heading, the heading, too. */
function leadsSomewhere(page: string, link: string): boolean {
  const target = targetOf(page, link);
  if (!existsSync(join(PROJECT, target))) return false;
  const [, anchor] = /#(.*)$/.exec(link) ?? [];
  return anchor === undefined || markdownIn(target).headings.some(({ title }) => anchorOf(title) === anchor);
}

/** Whether npm packs a file, by the list in package.json. */
function isPacked(path: string): boolean {
  return pack.files.some((pattern) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}(?:/|$)`).test(path),
  );
}

/** A page's links in their order by the alphabet, with the French paths turned into the English ones. */
function linksWithoutLanguage({ links }: Markdown): readonly string[] {
  return links
    .map((link) =>
      link
        .replace(/#.*$/, '#')
        .replace(/LISEZMOI\.md/, 'README.md')
        .replace(/\.fr\.md/, '.md')
        .replace(/\.fr\.(png|svg|json)/, '.en.$1'),
    )
    .sort();
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
function defaultOf({ default: value }: SchemaNode): string {
  if (value === undefined || value === '') return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', ')}\``;
}
