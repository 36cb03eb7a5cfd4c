import type { Browser, Locator } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { textsFor } from '../../src/texts/texts.ts';
import { said } from '../../src/trouble/words.ts';
import { blockIn, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { openSettings, type Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import { missingOpenssl } from '../../testbed/mqtt/certificates.ts';
import { missingMosquitto, startMosquitto } from '../../testbed/mqtt/mosquitto.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import {
  expectNoErrors,
  expectOneLanguage,
  expectToFit,
  type Language,
  pressSave,
  type Shared,
  testsOfOneLanguage,
} from './settings-page.ts';

const METERS = { meters: [{ name: 'Linky', port: 'demo' }] };
const USER = { username: 'linky', password: 'hunter2 hunts' };
/** Who may publish below `linky/`, and nowhere else. */
const ACL = `user ${USER.username}\ntopic write linky/#\n`;
/** What subscribes to all, as another program of the house. */
const SEES_ALL = 'pattern read #\n';
const NOWHERE = 'mqtt://127.0.0.1:9';

const missing = missingMosquitto() ?? missingOpenssl();
const title = ['the card about MQTT', missing].filter(Boolean).join(', skipped: ');

/** Defines the tests of the card that sets up an MQTT broker. */
export function mqttTests({ language, texts, server, save }: Language, shared: () => Shared): void {
  const { inFrench, inEnglish } = testsOfOneLanguage(language);
  const { url: address, ...words } = texts.mqtt;
  const { troubles } = textsFor(language, 'page');

  describe.skipIf(missing)(title, () => {
    let browser: Browser;
    let ui: Ui;

    beforeAll(() => {
      ({ browser, ui } = shared());
    });

    inFrench(
      'sets it up: a broker that is not there, a wrong password and a topic without a right fail, and what succeeds is saved as typed',
      async () => {
        await using broker = await startMosquitto({ user: USER, acl: SEES_ALL + ACL });
        await using witness = await broker.witness();
        await ui.configure(pluginBlock(METERS));
        await using settings = await openSettings(browser, ui, { width: 320, dark: true });
        const card = cardOf(settings);
        expect(await card.locator('input').count()).toBe(0);
        await pressIn(card, words.setUp);
        await expect.poll(() => focused(settings)).toBe(address);
        expect(await card.getByLabel(address).inputValue()).toBe('mqtt://localhost:1883');
        // A screen reader says this on its own.
        expect(await card.locator('[aria-live]').allTextContents()).toEqual([words.unsaved.on, '']);
        await expectToFit(settings);

        await fill(card, { [address]: ` ${NOWHERE} ` });
        expect(await tried(card)).toEqual([
          ['well', server.mqtt.settings(NOWHERE, 'linky')],
          ['ill', expect.stringContaining(said(notListening(NOWHERE), troubles).cure)],
        ]);
        await expectToFit(settings);

        await fill(card, { [address]: broker.url, [words.username]: USER.username, [words.password]: 'wr0ng word' });
        expect((await tried(card)).at(-1)).toEqual(['ill', expect.stringContaining(USER.username)]);
        expect(await card.textContent()).not.toContain('wr0ng');

        await fill(card, { [words.password]: USER.password, [words.topic]: 'maison' });
        expect((await tried(card)).at(-1)).toEqual(['ill', expect.stringContaining('ACL')]);

        // The ACL does not let it tell Home Assistant.
        await fill(card, { [words.topic]: 'linky' });
        expect((await tried(card)).at(-1)).toEqual(['ill', expect.stringContaining('homeassistant/device/#')]);

        await card.getByLabel(words.discovery).uncheck();
        expect(await tried(card)).toEqual([
          ['well', server.mqtt.settings(broker.url, 'linky')],
          ['well', server.mqtt.reached(broker.url)],
          ['well', server.mqtt.user(USER.username)],
          ['well', server.mqtt.published('linky', false)],
        ]);
        expect(await card.textContent()).not.toContain('hunter2');
        await expectToFit(settings);
        await expectOneLanguage(settings, language);
        expectNoErrors(settings, ui);

        await pressSave(settings, save);
        const mqtt = { url: broker.url, ...USER, topic: 'linky', discovery: false };
        await expect.poll(() => blockIn(ui)).toEqual(pluginBlock({ ...METERS, mqtt }));
        // Nobody keeps what was published, and nothing is told to Home Assistant.
        await expect
          .poll(() => witness.messages)
          .toEqual(Array(2).fill({ topic: 'linky/available/test', payload: '', isRetained: false }));
      },
    );

    inEnglish(
      'has no password in its HTML, nor one of an address in config.json, which is one of its problems',
      async () => {
        await ui.configure(pluginBlock({ ...METERS, mqtt: { ...USER, url: 'mqtt://linky:hunter2@pi:1883' } }));
        await using settings = await openSettings(browser, ui);
        await cardOf(settings).getByText(words.isSetUp('***@pi:1883', 'linky')).waitFor();
        await settings.frame.locator('.problems').waitFor();
        expect(await settings.frame.locator('html').innerHTML()).not.toContain('hunter2');
      },
    );
  });
}

function notListening(url: string) {
  return { part: 'mqtt', kind: 'notListening', url, says: '' } as const;
}

function cardOf({ frame }: Settings): Locator {
  return frame.locator('.mqtt');
}

function pressIn(card: Locator, name: string): Promise<void> {
  return card.getByRole('button', { name, exact: true }).click();
}

/** Types into fields, by the beginnings of their labels. What an earlier trial has shown goes. */
async function fill(card: Locator, typed: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(typed)) await card.getByLabel(label).fill(text);
}

/** Starts a trial, waits for its end, and gives the class and the text of each step. */
async function tried(card: Locator): Promise<readonly (readonly [string, string])[]> {
  await card.locator('button[type=submit]').click();
  const lines = card.locator('.trial .steps li');
  await lines.first().waitFor();
  return lines.evaluateAll((all) => all.map((line) => [line.className, line.lastElementChild?.textContent ?? '']));
}

/** The label or the text of what has the keyboard's focus. */
function focused({ frame }: Settings): Promise<string> {
  return frame
    .locator('*:focus')
    .evaluate((at) => at.closest('label')?.querySelector('.title')?.textContent ?? at.textContent ?? '');
}
