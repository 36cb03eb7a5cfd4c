import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { frenchTwinOf, inOneLine, type Markdown, markdownIn, USER_PAGES } from '../testbed/markdown.ts';
import { PROJECT } from '../testbed/project.ts';

const HOME_PAGE = { en: markdownIn('docs/apple-home.md'), fr: markdownIn('docs/apple-home.fr.md') };
const INSTALL_PAGE = { en: markdownIn('docs/install.md'), fr: markdownIn('docs/install.fr.md') };
/** What is read in five minutes, tables included. */
const MOST_WORDS = 1300;

/** What the pages call by its name in the Homebridge UI, and the key of that name there. */
const HOMEBRIDGE_UI = [
  ['menu.label_plugins', { en: 'Plugins', fr: 'Plugins' }],
  ['menu.label_status', { en: 'Status', fr: 'Statut' }],
  ['menu.label_settings', { en: 'Settings', fr: 'Settings' }],
  ['plugins.manage.install', { en: 'Install', fr: 'Installer' }],
  ['plugins.button_settings', { en: 'Plugin Config', fr: 'Réglages' }],
  ['form.button_save', { en: 'Save', fr: 'Enregistrer' }],
  ['child_bridge.config.use', { en: 'Use Child Bridge', fr: 'Use Child Bridge' }],
  ['child_bridge.setup', { en: 'Set Up Child Bridge', fr: 'Mise en place des Ponts secondaires' }],
  ['child_bridge.bridge_settings', { en: 'Child Bridge Config', fr: 'Réglages du Pont' }],
  ['matter_bridge.config.use', { en: 'Enable Matter', fr: 'Enable Matter' }],
  ['settings.matter.title', { en: 'Matter Settings', fr: 'Matter Settings' }],
] as const;

test.each(['README.md', 'LISEZMOI.md'])('%s is read in five minutes', (path) => {
  const words =
    markdownIn(path)
      .prose.replace(/<[^>]*>|\]\([^)]*\)/g, ' ')
      .match(/[\p{L}\p{N}][^\s|]*/gu) ?? [];
  expect(words.length).toBeGreaterThan(500);
  expect(words.length).toBeLessThanOrEqual(MOST_WORDS);
});

test.each(['en', 'fr'] as const)('the pages in %s call what is in the Homebridge UI by its name there', (language) => {
  const said = [HOME_PAGE, INSTALL_PAGE].map((pages) => inOneLine(pages[language].prose)).join(' ');
  const folder = join(PROJECT, 'node_modules/homebridge-config-ui-x/public');
  const ui = globSync('chunk-*.js', { cwd: folder }).map((name) => readFileSync(join(folder, name), 'utf8'));
  for (const [, { [language]: name }] of HOMEBRIDGE_UI) expect(said).toContain(`*${name}*`);
  // Each language has a chunk of its own.
  const entries = HOMEBRIDGE_UI.map(([key, { [language]: name }]) => `"${key}":\`${name}\``);
  expect(ui.filter((chunk) => entries.every((entry) => chunk.includes(entry)))).toHaveLength(1);
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

    test('name the same things', () => {
      const names = (spans: readonly string[]) => spans.filter((span) => /^[\w./-]+$/.test(span)).sort();
      expect(names(french.spans)).toEqual(names(english.spans));
    });
  },
);

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
