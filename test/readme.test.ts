import { describe, expect, test } from 'vitest';
import pack from '../package.json' with { type: 'json' };
import { readConfig } from '../src/config/read-config.ts';
import { type Markdown, markdownIn, USER_PAGES } from '../testbed/markdown.ts';
import { REPOSITORY } from '../testbed/project.ts';

const README = { en: markdownIn('README.md'), fr: markdownIn('LISEZMOI.md') };
const INSTALL_PAGE = { en: markdownIn('docs/install.md'), fr: markdownIn('docs/install.fr.md') };
const HOME_PAGE = { en: markdownIn('docs/apple-home.md'), fr: markdownIn('docs/apple-home.fr.md') };
const SHEDDING_PAGE = { en: markdownIn('docs/load-shedding.md'), fr: markdownIn('docs/load-shedding.fr.md') };

describe.each(['en', 'fr'] as const)('the README in %s', (language) => {
  const { headings, links, text } = README[language];

  test('links to each page in docs', () => {
    const [, ...pages] = USER_PAGES[language];
    expect(links.map((link) => link.replace(/#.*$/, ''))).toEqual(expect.arrayContaining(pages));
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
