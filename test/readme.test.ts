import { describe, expect, test } from 'vitest';
import pack from '../package.json' with { type: 'json' };
import { readConfig } from '../src/config/read-config.ts';
import { inOneLine, type Markdown, markdownIn, USER_PAGES } from '../testbed/markdown.ts';
import { REPOSITORY } from '../testbed/project.ts';
import { pageTextsIn } from '../testbed/support/page-words.ts';

const README = { en: markdownIn('README.md'), fr: markdownIn('LISEZMOI.md') };
const INSTALL_PAGE = { en: markdownIn('docs/install.md'), fr: markdownIn('docs/install.fr.md') };
const HOME_PAGE = { en: markdownIn('docs/apple-home.md'), fr: markdownIn('docs/apple-home.fr.md') };
const SHEDDING_PAGE = { en: markdownIn('docs/load-shedding.md'), fr: markdownIn('docs/load-shedding.fr.md') };
const INFLUX_PAGE = { en: markdownIn('docs/influxdb-grafana.md'), fr: markdownIn('docs/influxdb-grafana.fr.md') };
/** What is read in five minutes, tables included. */
const MOST_WORDS = 1300;
const MOST_PICTURES = 3;

describe.each(['en', 'fr'] as const)('the README in %s', (language) => {
  const { headings, links, text, prose } = README[language];

  test('is read in five minutes', () => {
    const words = prose.replace(/<[^>]*>|\]\([^)]*\)/g, ' ').match(/[\p{L}\p{N}][^\s|]*/gu) ?? [];
    expect(words.length).toBeGreaterThan(500);
    expect(words.length).toBeLessThanOrEqual(MOST_WORDS);
  });

  test('links to each page in docs', () => {
    const [, ...pages] = USER_PAGES[language];
    expect(links.map((link) => link.replace(/#.*$/, ''))).toEqual(expect.arrayContaining(pages));
  });

  test('shows Apple Home first, then the settings page, and few pictures in all', () => {
    const pictures = links.filter((link) => link.startsWith('docs/images/'));
    expect(pictures.slice(0, 2)).toEqual([
      `docs/images/apple-home.${language}.svg`,
      `docs/images/live.${language}.png`,
    ]);
    expect(pictures.length).toBeLessThanOrEqual(MOST_PICTURES);
    expect(INSTALL_PAGE[language].links).toContain(`images/heard.${language}.png`);
  });

  test('calls what is on the settings page by its name there', () => {
    const { port, influx } = pageTextsIn[language];
    const [said, install] = [README, INSTALL_PAGE].map((pages) => inOneLine(pages[language].prose));
    for (const name of [port.listen, port.demo]) {
      expect(said).toContain(`*${name}*`);
      expect(install).toContain(`*${name}*`);
    }
    expect(install).toContain(`*${port.hearing.heard}*`);
    expect(INFLUX_PAGE[language].text).toContain(`*${influx.test}*`);
  });

  test('warns of the terminals beside those of the TIC', () => {
    expect(prose).toMatch(/\*\*[^*]*C1[^*]*C2[^*]*230\sV[^*]*\*\*/);
    expect(links).toContainEqual(
      expect.stringMatching({ en: /wiring\.md#safety/, fr: /wiring\.fr\.md#la-s/ }[language]),
    );
  });

  test('and the pages that it leads to have examples that are read without a complaint', () => {
    const [whole = ''] = jsonIn(INSTALL_PAGE[language]);
    const [platform] = JSON.parse(whole).platforms;
    const [meter] = platform.meters;
    const lists = [HOME_PAGE, SHEDDING_PAGE].map((page) => jsonIn(page[language])[0]);
    const read = [whole, ...lists].map((list) => {
      const meters = list === whole ? [meter] : [{ ...meter, ...JSON.parse(`{${list}}`) }];
      return readConfig({ ...platform, meters });
    });
    expect(read.map(({ problems }) => problems)).toEqual([[], [], []]);
    expect(read.map(({ config }) => config.meters[0]?.sensors.length)).toEqual([0, 2, 3]);
    expect(read[0]?.config.language).toBe(language);
  });

  test('names the address of the package', () => {
    expect(text).toContain(`git clone ${REPOSITORY}.git`);
    expect(headings[0]?.title).toBe(pack.name);
  });
});

function jsonIn({ blocks }: Markdown): readonly string[] {
  return blocks.filter((block) => block.language === 'json').map((block) => block.text);
}
