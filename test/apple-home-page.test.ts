import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import file from '../config.schema.json' with { type: 'json' };
import { textsIn } from '../src/texts/texts.ts';
import { inOneLine, markdownIn } from '../testbed/markdown.ts';
import { PROJECT } from '../testbed/project.ts';

const HOME_PAGE = { en: markdownIn('docs/apple-home.md'), fr: markdownIn('docs/apple-home.fr.md') };
const INSTALL_PAGE = { en: markdownIn('docs/install.md'), fr: markdownIn('docs/install.fr.md') };
const { when, kind } = file.schema.properties.meters.items.properties.sensors.items.properties;

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

  test('and the page about installing call what is in the Homebridge UI by its name there', () => {
    const said = [HOME_PAGE, INSTALL_PAGE].map((pages) => inOneLine(pages[language].prose)).join(' ');
    const folder = join(PROJECT, 'node_modules/homebridge-config-ui-x/public');
    const ui = globSync('chunk-*.js', { cwd: folder }).map((name) => readFileSync(join(folder, name), 'utf8'));
    for (const [, { [language]: name }] of HOMEBRIDGE_UI) expect(said).toContain(`*${name}*`);
    // Each language has a chunk of its own.
    const entries = HOMEBRIDGE_UI.map(([key, { [language]: name }]) => `"${key}":\`${name}\``);
    expect(ui.filter((chunk) => entries.every((entry) => chunk.includes(entry)))).toHaveLength(1);
  });
});
