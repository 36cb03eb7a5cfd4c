import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { languageFor } from '../../src/texts/languages.ts';
import { temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { blockIn, type RealUi } from '../../testbed/homebridge/homebridge-ui.ts';
import { openSettings } from '../../testbed/homebridge/settings-in-browser.ts';
import { PROJECT } from '../../testbed/project.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { formIn } from '../../tools/form.ts';
import { expectNoErrors, type Language, saveButton, testsOfOneLanguage } from './settings-page.ts';

/** The fields that Homebridge's form adds to a meter when only its port was typed. */
const FRESH = {
  name: 'Linky',
  mode: 'auto',
  baudRate: 'auto',
  tiles: ['power', 'current'],
  matter: 'outlet',
  powerFactor: 'auto',
};
const LABELS = {
  fr: { meters: 'Compteurs', add: 'Ajouter un capteur' },
  en: { meters: 'Meters', add: 'Add a sensor' },
};

const TYPED_SENSORS = [
  { name: 'Muet', when: 'silent', delayOn: 300, delayOff: 0 },
  { name: 'Retard', when: 'mirrorBehind', above: 30, hysteresis: 5 },
  { name: 'Tension basse', when: 'voltage', below: 207, hysteresis: 3 },
  { name: 'Avant la nuit', when: 'offPeak', leadMinutes: 45 },
];

/** Defines the tests of Homebridge's form in one language. They are given a plugin that has no page. */
export function formTests(
  { language, save }: Language,
  shared: () => { readonly browser: Browser; readonly ui: RealUi },
): void {
  describe('Homebridge’s form without the plugin’s page', () => {
    const { inFrench, inEnglish } = testsOfOneLanguage(language);
    const { meters, add } = LABELS[language];
    const started = new AsyncDisposableStack();
    let browser: Browser;
    let ui: RealUi;

    beforeAll(async () => {
      ({ browser, ui } = shared());
      const plugin = started.use(await pluginWithoutPage());
      await ui.install(plugin.path);
      started.defer(() => ui.install());
    });

    afterAll(() => started.disposeAsync());

    inFrench('sets up a meter', async () => {
      await ui.configure();
      await using settings = await openSettings(browser, ui);
      const { dialogue } = settings;
      await dialogue.getByText(meters, { exact: true }).first().waitFor();
      await dialogue.locator('.fa-circle-exclamation').waitFor();
      await dialogue.getByLabel('Port*', { exact: true }).fill('demo:standard');
      await dialogue.locator('[name=baudRate]').selectOption({ label: '9600 bauds' });
      await dialogue.locator('.fa-circle-check').waitFor();
      expectNoErrors(settings, ui);
      await saveButton(settings, save).click();

      await expect
        .poll(() => blockIn(ui))
        .toMatchObject({ meters: [{ ...FRESH, baudRate: '9600', port: 'demo:standard' }] });
      expect(readConfig(await blockIn(ui))).toMatchObject({ problems: [], config: { meters: [{ baudRate: 9600 }] } });
    });

    inFrench(
      'saves the power factor as a number or as “auto”, marks what is neither, keeps a speed that is a number, and shares a meter on a port, and nothing once the port is emptied',
      async () => {
        await ui.configure(pluginBlock({ meters: [{ port: 'demo', baudRate: 1200, powerFactor: 0.9 }] }));
        for (const [shown, typed, saved, httpPort, share] of [
          ['0.9', 'auto', 'auto', '2002', { httpPort: 2002, host: '127.0.0.1', bits: 8 }],
          ['auto', '0.85', 0.85, '', undefined],
        ] as const) {
          await using settings = await openSettings(browser, ui);
          const { dialogue } = settings;
          const field = dialogue.locator('[name=powerFactor]');
          await expect.poll(() => field.inputValue()).toBe(shown);
          expect(await dialogue.locator('[name=baudRate]').inputValue()).toMatch(/1200$/);
          // First: an edit that comes while a part of the form is still being drawn is never reported.
          await dialogue.getByRole('button', { name: 'Pour d’autres programmes' }).press('Enter');
          await dialogue.locator('[name=httpPort]').waitFor();
          await field.fill('0,85');
          await dialogue.locator('.fa-circle-exclamation').waitFor();
          await dialogue.locator('[name=httpPort]').fill(httpPort);
          await field.fill(typed);
          await dialogue.locator('.fa-circle-check').waitFor();
          expectNoErrors(settings, ui);
          await saveButton(settings, save).click();

          await expect.poll(() => blockIn(ui)).toMatchObject({ meters: [{ powerFactor: saved }] });
          const { config, problems } = readConfig(await blockIn(ui));
          expect(problems).toEqual([]);
          expect(config).toMatchObject({ meters: [{ baudRate: 1200, powerFactor: saved }] });
          expect(config.meters[0]?.share).toEqual(share);
        }
      },
    );

    inEnglish(
      'saves sensors of silence, of what waits for InfluxDB, of a low voltage, and of off-peak hours with their lead',
      async () => {
        const influx = { url: 'http://127.0.0.1:1' };
        await ui.configure(pluginBlock({ meters: [{ port: 'demo' }], influx }));
        await using settings = await openSettings(browser, ui);
        const { dialogue } = settings;
        for (const [nth, { when, ...typed }] of TYPED_SENSORS.entries()) {
          await pressFor(nth + 1, dialogue.getByRole('button', { name: add }), dialogue.locator('[name=when]'));
          await dialogue
            .locator('[name=when]')
            .last()
            .selectOption({ label: titleOf(when, language) });
          for (const [name, value] of Object.entries(typed))
            await dialogue.locator(`[name=${name}]`).last().fill(String(value));
        }
        await dialogue.locator('.fa-circle-check').waitFor();
        expectNoErrors(settings, ui);
        await saveButton(settings, save).click();

        await expect.poll(() => blockIn(ui)).toMatchObject({ meters: [{ sensors: TYPED_SENSORS }] });
        const { config, problems } = readConfig(await blockIn(ui));
        expect(problems).toEqual([]);
        expect(config.meters[0]?.sensors).toMatchObject(TYPED_SENSORS);
      },
    );
  });
}

/** Presses a button that adds fields, until there are so many: a form that is still being drawn may not keep what was added. */
async function pressFor(count: number, button: Locator, fields: Locator): Promise<void> {
  const pressed = async () => {
    if ((await fields.count()) < count) await button.click();
    return fields.count();
  };
  await expect.poll(pressed).toBe(count);
}

/** The title of a condition in the form's list. Its value is no use here, since the form numbers the values each time it is drawn. */
function titleOf(when: string, language: string): string {
  const { sensors } = formIn(languageFor(language)).schema.properties.meters.items.properties;
  return sensors.items.properties.when.oneOf.find((one) => one.const === when)?.title ?? when;
}

/** The built plugin without its `customUi`, as older versions of Homebridge UI see it. */
async function pluginWithoutPage(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await temporaryStorage();
  await mkdir(join(folder.path, 'schemas'));
  for (const path of ['config.schema.json', 'schemas/config.schema.fr.json']) {
    const { customUi: _, ...schema } = JSON.parse(await readFile(join(PROJECT, path), 'utf8'));
    await writeFile(join(folder.path, path), JSON.stringify(schema));
  }
  await cp(join(PROJECT, 'package.json'), join(folder.path, 'package.json'));
  await symlink(join(PROJECT, 'dist'), join(folder.path, 'dist'));
  return folder;
}
