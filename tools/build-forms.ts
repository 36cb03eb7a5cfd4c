/**
 * Writes the files in which Homebridge looks for the settings form: `schemas/config.schema.fr.json` and its like, and the
 * English texts into `config.schema.json`. Also the pages of docs about the settings.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import file from '../config.schema.json' with { type: 'json' };
import { LANGUAGES } from '../src/texts/languages.ts';
import { PROJECT } from '../testbed/project.ts';
import { ALL_SETTINGS_PAGES, allSettingsIn } from './all-settings.ts';
import { formIn } from './form.ts';

rmSync(`${PROJECT}schemas`, { recursive: true, force: true });
mkdirSync(`${PROJECT}schemas`);
for (const language of LANGUAGES) {
  if (language !== 'en')
    writeFileSync(`${PROJECT}schemas/config.schema.${language}.json`, JSON.stringify(formIn(language)));
  writeFileSync(`${PROJECT}${ALL_SETTINGS_PAGES[language]}`, allSettingsIn(language));
}
if (!isDeepStrictEqual(formIn('en'), file)) {
  writeFileSync(`${PROJECT}config.schema.json`, JSON.stringify(formIn('en'), null, 2));
  execFileSync('biome', ['format', '--write', 'config.schema.json'], { cwd: PROJECT });
}
