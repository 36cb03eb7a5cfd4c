import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import pack from '../package.json' with { type: 'json' };
import { readConfig } from '../src/config/read-config.ts';
import { anchorOf, frenchTwinOf, markdownIn, USER_PAGES } from '../testbed/markdown.ts';
import { PROJECT, REPOSITORY } from '../testbed/project.ts';

describe.each(['en', 'fr'] as const)('each page for users in %s', (language) => {
  const pages = USER_PAGES[language].map((path) => [path, markdownIn(path)] as const);

  test.each(pages)('%s links to files and headings that there are', (path, { links }) => {
    const local = links.filter((link) => !link.startsWith('https://'));
    expect(local.filter((link) => !leadsSomewhere(path, link))).toEqual([]);
  });

  test.each(pages)(
    '%s links to nothing that the package lacks, but for pictures and pages for developers',
    (path, { links }) => {
      const missing = targetsOf(path, links).filter(
        (target) => !isPacked(target) && !target.startsWith('docs/images/'),
      );
      expect(missing.filter((target) => !/^(?:ARCHITECTURE|CONTRIBUTING)\.md$/.test(target))).toEqual([]);
    },
  );

  test.each(pages)('%s links to one page in the other language only, its twin', (path, { links }) => {
    const others = USER_PAGES[language === 'en' ? 'fr' : 'en'];
    const twin = others[USER_PAGES[language].indexOf(path)];
    expect(targetsOf(path, links).filter((target) => others.includes(target))).toEqual([twin]);
  });

  test.each(pages)('%s has no marks of a merge', (_, { prose }) => {
    expect(prose).not.toMatch(/^(?:<{7} |={7}$|>{7} )/m);
  });

  test.each(pages)('%s says in words what each of its pictures shows', (_, { links, prose }) => {
    const pictures = links.filter((link) => /^(?:docs\/)?images\//.test(link));
    const words = [...prose.matchAll(/!\[([^\]]+)\]\(|<img [^>]*alt="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    expect(words.filter((description) => description.length > 40)).toHaveLength(pictures.length);
  });

  const withSensor = pages.flatMap(([path, { blocks }]) =>
    blocks.filter(({ text }) => /^\{ "name": .*"when": /.test(text)).map(({ text }) => [path, text] as const),
  );

  test('shows single sensors', () => expect(withSensor.length).toBeGreaterThan(3));

  test.each(withSensor)('%s shows a sensor that is read without a complaint: %s', (_, text) => {
    const influx = { url: 'http://nas:8428' };
    const { config, problems } = readConfig({ meters: [{ port: 'demo', sensors: [JSON.parse(text)] }], influx });
    expect(problems).toEqual([]);
    expect(config.meters[0]?.sensors).toMatchObject([JSON.parse(text)]);
  });

  const blocks = pages.flatMap(([path, page]) => page.blocks.map(({ text }) => [path, text] as const));

  const configurations = blocks.filter(([, text]) => /^\{\s*"platforms": /.test(text));

  test('shows whole configurations', () => expect(configurations.length).toBeGreaterThan(1));

  test.each(configurations)('%s shows a configuration that is read without a complaint: %s', (_, text) => {
    const [platform] = JSON.parse(text).platforms;
    const { config, problems } = readConfig(platform);
    expect(problems).toEqual([]);
    expect(config.meters).toHaveLength(1);
  });

  const ofMeter = blocks.filter(([, text]) => /^"(?:share|prices)": /.test(text));

  test('shows settings of a meter', () => expect(ofMeter.length).toBeGreaterThan(3));

  test.each(ofMeter)('%s shows settings of a meter that are read without a complaint: %s', (_, text) => {
    const settings = JSON.parse(`{${text}}`);
    const { config, problems } = readConfig({ meters: [{ port: 'demo', ...settings }] });
    expect(problems).toEqual([]);
    expect(config.meters).toMatchObject([settings]);
  });

  const ofHouse = blocks.filter(([, text]) => /^"page": /.test(text));

  test('shows how the house’s page is set', () => expect(ofHouse.length).toBeGreaterThan(0));

  test.each(ofHouse)('%s shows settings of the house’s page that are read without a complaint: %s', (_, text) => {
    const settings = JSON.parse(`{${text}}`);
    const { config, problems } = readConfig({ meters: [{ port: 'demo' }], ...settings });
    expect(problems).toEqual([]);
    expect(config).toMatchObject(settings);
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

    test('link to each other', () => {
      expect(english.links).toContain(posix.basename(frenchPath));
      expect(french.links).toContain(posix.basename(englishPath));
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

test('the page on performance links to files and headings that there are', () => {
  const path = 'docs/performance.md';
  const local = markdownIn(path).links.filter((link) => !link.startsWith('https://'));
  expect(local.length).toBeGreaterThan(0);
  expect(local.filter((link) => !leadsSomewhere(path, link))).toEqual([]);
});

test('the list of issue forms links to pages that there are', () => {
  const { text } = markdownIn('.github/ISSUE_TEMPLATE/config.yml');
  const paths = [...text.matchAll(/^ +url: (\S+)$/gm)].map(([, url = '']) =>
    url.replace(`${REPOSITORY}/blob/main/`, ''),
  );
  expect(paths.length).toBeGreaterThan(1);
  expect(paths.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
});

test('each picture in docs/images is on a page', () => {
  const pages = [...USER_PAGES.en, ...USER_PAGES.fr].map((path) => markdownIn(path).text).join('\n');
  const pictures = readdirSync(join(PROJECT, 'docs/images')).filter((name) => name !== 'words');
  expect(pictures.filter((picture) => !pages.includes(`images/${picture}`))).toEqual([]);
});

/** The paths of the other files that a page links to. */
function targetsOf(page: string, links: readonly string[]): readonly string[] {
  return links.filter((link) => !/^(?:https:|#)/.test(link)).map((link) => targetOf(page, link));
}

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
