import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { deliveryTroubleText } from '../../src/influx/delivery-trouble.ts';
import { textsFor } from '../../src/texts/texts.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import {
  createTestDatabase,
  type OwnDatabase,
  sharedVictoria,
  uniqueName,
  type Vmauth,
} from '../../testbed/databases/shared-databases.ts';
import { blockIn, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { openSettings, type Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import {
  expectNoErrors,
  expectOneLanguage,
  type Language,
  openTab,
  press,
  pressSave,
  type Shared,
  testsOfOneLanguage,
} from './settings-page.ts';

const METERS = [{ name: 'Linky', port: 'demo' }];
const BLOCK = pluginBlock({
  meters: METERS,
  influx: { url: 'http://127.0.0.1:9', bucket: 'linky' },
});

const missingDatabases = process.env['CI'] ? [] : missingServers();
const title = ['the trial of InfluxDB on the page', ...missingDatabases].join(', skipped: ');

/** What the trial says of the InfluxDB of the block, where nothing listens. */
function notRunning(language: Language['language']): string {
  const { influx } = readConfig(BLOCK).config;
  if (!influx) throw new Error('the block has no InfluxDB');
  const trouble = { kind: 'unreachable', why: 'notListening', says: '' } as const;
  return deliveryTroubleText(trouble, influx, textsFor(language, 'page'));
}

/** Defines the tests of the settings of InfluxDB on the page. */
export function influxTests({ language, texts, server, save }: Language, shared: () => Shared): void {
  describe.skipIf(missingDatabases.length > 0)(title, () => {
    const { inFrench, inEnglish } = testsOfOneLanguage(language);
    let browser: Browser;
    let ui: Ui;
    let influx: OwnDatabase;
    let vmauth: Vmauth;

    beforeAll(async () => {
      ({ browser, ui } = shared());
      influx = await createTestDatabase();
      vmauth = sharedVictoria().vmauth;
    });

    inFrench(
      'of version 2: an address without a server fails, a wrong token fails, the right settings succeed and are saved as typed',
      async () => {
        await using settings = await opened();
        await fill(settings, '2', { url: 'http://127.0.0.1:9' });
        expect((await steps(settings)).at(-1)).toEqual(['ill', notRunning(language)]);

        await fill(settings, '2', { url: vmauth.url, token: 'wr0ng' });
        expect((await steps(settings)).at(-1)).toEqual(['ill', expect.stringContaining(texts.influx.token)]);
        expect(await settings.frame.locator('.trial').textContent()).not.toContain('wr0ng');

        await fill(settings, '2', { token: vmauth.token, bucket: 'maison' });
        expect(await steps(settings)).toEqual([
          ['well', server.influx.settings(vmauth.url, 'maison')],
          ['well', server.influx.reached(vmauth.url, 'VictoriaMetrics')],
          ['well', server.influx.written('maison')],
          ['well', server.influx.found],
        ]);
        const trial = settings.frame.locator('.trial');
        expect(await trial.textContent()).toContain(server.influx.hints.victoriaMetrics);
        expectNoErrors(settings, ui);
        await pressSave(settings, save);
        await expect
          .poll(() => blockIn(ui))
          .toEqual({
            ...{ platform: 'LinkyTIC', meters: METERS },
            influx: { version: '2', url: vmauth.url, token: vmauth.token, bucket: 'maison' },
          });
      },
    );

    inEnglish(
      'of version 1: a wrong password fails, a missing database is created from the page, a password is saved with its blanks',
      async () => {
        await using settings = await opened();
        const { url, username, password } = influx;
        await fill(settings, '1', { url: ` ${url} `, username, password: 'hunter2' });
        expect((await steps(settings)).at(-1)).toEqual(['ill', expect.stringContaining(username)]);
        expect(await settings.frame.locator('.trial').textContent()).not.toContain('hunter2');

        const database = uniqueName('maison');
        await fill(settings, '1', { password, database });
        expect((await steps(settings)).at(-1)).toEqual(['ill', expect.stringContaining(database)]);

        await press(settings, texts.influx.create);
        await settings.frame.getByText(server.influx.found).waitFor();
        expect((await steps(settings)).map(([kind]) => kind)).toEqual(Array(5).fill('well'));
        expect(await databases(influx)).toContain(database);
        expectNoErrors(settings, ui);
        await expectOneLanguage(settings, language);

        await settings.frame.locator('.influx input[type=password]').fill(' de passe ');
        await pressSave(settings, save);
        await expect
          .poll(() => blockIn(ui))
          .toEqual({
            ...{ platform: 'LinkyTIC', meters: METERS },
            influx: { version: '1', url, database, username, password: ' de passe ' },
          });
      },
    );

    async function opened(more: object = {}): Promise<Settings> {
      await ui.configure({ platform: 'LinkyTIC', meters: METERS, ...more });
      const settings = await openSettings(browser, ui);
      await openTab(settings, texts.tabs.influx);
      return settings;
    }

    /** Types some settings, which removes the outcome of an earlier trial, and starts a trial of all settings. */
    async function fill(
      settings: Settings,
      version: '1' | '2',
      typed: Readonly<Record<string, string>>,
    ): Promise<void> {
      await settings.frame.getByLabel(texts.influx.versions[version]).check();
      const labels: Readonly<Record<string, string>> = { ...texts.influx, optional: '' } as never;
      for (const [name, value] of Object.entries(typed)) {
        await settings.frame
          .locator('.influx .fields')
          .getByLabel(labels[name] ?? name)
          .fill(value);
      }
      await press(settings, texts.influx.test);
    }
  });
}

/** Waits for the end of the trial and gives the class and the text of each step. */
async function steps({ frame }: Settings): Promise<readonly (readonly [string | undefined, string | undefined])[]> {
  await frame.locator('.trial .steps li').first().waitFor();
  return frame
    .locator('.trial .steps li')
    .evaluateAll((lines) => lines.map((line) => [line.className, line.lastElementChild?.textContent ?? ''] as const));
}

async function databases(influx: OwnDatabase): Promise<readonly unknown[]> {
  return (await influx.query('SHOW DATABASES')).map(({ name }) => name);
}
