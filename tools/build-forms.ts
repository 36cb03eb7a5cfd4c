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
import { formIn } from './form.ts';
import { SETTINGS_PAGES, settingsPageIn } from './settings-page.ts';

rmSync(`${PROJECT}schemas`, { recursive: true, force: true });
mkdirSync(`${PROJECT}schemas`);
for (const language of LANGUAGES) {
  if (language !== 'en')
    writeFileSync(`${PROJECT}schemas/config.schema.${language}.json`, JSON.stringify(formIn(language)));
  writeFileSync(`${PROJECT}${SETTINGS_PAGES[language]}`, settingsPageIn(language));
}
if (!isDeepStrictEqual(formIn('en'), file)) {
  writeFileSync(`${PROJECT}config.schema.json`, JSON.stringify(formIn('en'), null, 2));
  execFileSync('biome', ['format', '--write', 'config.schema.json'], { cwd: PROJECT });
}
