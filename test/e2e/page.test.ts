import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockIn, type RealUi, startUi } from '../../testbed/homebridge/homebridge-ui.ts';
import {
  missingBrowser,
  openBrowser,
  openSettings,
  type Settings,
} from '../../testbed/homebridge/settings-in-browser.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { demoGroups, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { formTests } from './form.ts';
import {
  expectNoErrors,
  expectOneLanguage,
  FRENCH,
  factOf,
  followReports,
  LANGUAGES,
  numberIn,
  openTab,
  partsOf,
  press,
  saveButton,
  testsOfOneLanguage,
  toBeSavable,
  VIEWS,
} from './settings-page.ts';

/** The parts of config.json that the page must not change. */
const OTHERS = {
  accessories: [{ accessory: 'Lamp', name: 'Lampe', oddity: { kept: true } }],
  disabledPlugins: ['homebridge-none'],
  strange: [1, { two: 'deux' }],
};
const NEIGHBOUR = { platform: 'Neighbour', name: 'Voisin', list: [{ a: 1 }, null] };

const missing = missingBrowser() ?? missingPty();
const title = ['the page in Homebridge UI', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  let browser: Browser;
  let ui: RealUi;

  beforeAll(async () => {
    browser = started.use(await openBrowser());
    ui = started.use(await startUi({ language: 'fr', others: OTHERS, neighbour: NEIGHBOUR }));
  });

  afterAll(() => started.disposeAsync());

  describe.for(LANGUAGES)('in $language', (spoken) => {
    const { language, texts, save } = spoken;
    const { inFrench, inEnglish } = testsOfOneLanguage(language);

    beforeAll(() => ui.speak(language));

    formTests(spoken, () => ({ browser, ui }));

    inFrench('keeps unknown settings after an edit in Homebridge’s own form', async () => {
      const block = { platform: 'LinkyTIC', oddity: ['kept'], meters: [{ name: 'Linky', port: 'demo', wire: 'blue' }] };
      await ui.configure(block);
      await using settings = await openSettings(browser, ui);
      const reports = await followReports(settings);
      const reported = async () => JSON.stringify(await reports());
      await openTab(settings, texts.tabs.all);
      const name = settings.dialogue.locator('app-schema-form [name=name]').nth(1);
      // The form reports 100 ms after the last edit, and never what was typed while it was still being drawn.
      const draft = () => name.fill(`Draft ${Math.random()}`).then(reported);
      await expect.poll(draft, { interval: 200 }).toContain('Draft');
      await name.fill('Grange');
      await expect.poll(reported).toContain('Grange');
      await saved(settings);

      const meters = [expect.objectContaining({ name: 'Grange', port: 'demo', wire: 'blue' })];
      await expect.poll(() => blockIn(ui)).toMatchObject({ ...block, meters });
    });

    inEnglish('does not save settings with a mistake, and names it', async () => {
      const before = { platform: 'LinkyTIC', meters: [{ name: 'Linky', port: 'demo' }] };
      await ui.configure(before);
      await using settings = await openSettings(browser, ui);
      await openTab(settings, texts.tabs.port);
      await settings.frame.getByLabel(texts.port.other).check();
      await settings.frame.getByLabel(texts.port.path).fill('ttyUSB0');

      await settings.frame.getByText(texts.problems.title).waitFor();
      expect(await saveButton(settings, save).isDisabled()).toBe(true);
      expect(await settings.frame.locator('.problems').textContent()).toContain('ttyUSB0');

      await settings.frame.getByLabel(texts.port.path).fill('/dev/ttyUSB0');
      await toBeSavable(settings, save);
      expect(await blockIn(ui)).toEqual(before);
      expectNoErrors(settings, ui);
    });

    inFrench('saves the same settings when nothing was edited, with Homebridge’s own form open, too', async () => {
      const sensors = [{ name: 'Nuit', when: 'offPeak', tune: 7 }];
      const meters = [
        { port: 'demo', wire: 'blue', sensors },
        { name: 'Grange', port: 'demo:standard' },
      ];
      await ui.configure({ platform: 'LinkyTIC', oddity: ['kept'], meters, influx: { bucket: 'maison' } });
      const before = await ui.config();
      await using settings = await openSettings(browser, ui);
      await openTab(settings, texts.tabs.all);
      await settings.dialogue.locator('app-schema-form [name=name]').nth(1).waitFor();
      const answered = settings.page.waitForResponse((response) => response.request().method() === 'POST');
      await saved(settings);
      await answered;
      expect(await ui.config()).toEqual(before);
    });

    inFrench(
      'has every part once it has had nothing to do, so that each tab opens when Homebridge UI has ended the session of its files',
      async () => {
        await ui.configure(pluginBlock({ language: 'fr', meters: [{ name: 'Maison', port: 'demo' }] }));
        await using settings = await openSettings(browser, ui);
        await settings.frame.getByText(texts.live.notRunning).waitFor();
        await expect.poll(() => partsOf(settings)).toEqual([...VIEWS, 'texts-fr', 'views']);
        await endSession(ui);
        expect(await statusOf(settings, 'page.js')).toBe(401);
        const { frame } = settings;

        await openTab(settings, texts.tabs.energy);
        await frame.locator('.prices').waitFor();
        await openTab(settings, texts.tabs.port);
        await frame.getByLabel(texts.port.demo).waitFor();
        await press(settings, texts.port.listen);
        await frame.locator('.hearing .card-flat').waitFor();
        await openTab(settings, texts.tabs.influx);
        await frame.getByLabel(texts.influx.versions['2']).waitFor();
        await openTab(settings, texts.tabs.all);
        await settings.dialogue.locator('app-schema-form').waitFor();
        await expectOneLanguage(settings, language);
        // The browser reports the answer that was asked for above.
        expect(settings.errors).toEqual([expect.stringContaining('401')]);
      },
    );

    // The last test of each language sets up a plugin that is new to Homebridge UI, which then loads its page again.
    if (language !== FRENCH.language)
      describe('of a new user', () => {
        let settings: Settings;

        beforeAll(async () => {
          await ui.configure();
          settings = await openSettings(browser, ui);
        });

        afterAll(() => settings?.[Symbol.asyncDispose]());

        test('does not go on without a valid address of a bridge, and does not complain before one is typed', async () => {
          const { frame } = settings;
          const problems = frame.locator('.problems');
          await frame.getByText(texts.guide.safety).waitFor();
          await frame.getByLabel(texts.port.network).check();
          // What each check of the settings tells stands at the top, and moves the button below while somebody presses it.
          await problems.getByText(texts.guide.choose).waitFor();
          await press(settings, texts.guide.next);
          await frame.getByRole('alert').filter({ hasText: texts.guide.choose }).waitFor();
          expect(await problems.textContent()).not.toContain('tcp://');

          await frame.getByLabel(texts.port.address).fill('tcp://nas');
          await problems.filter({ hasText: 'tcp://' }).waitFor();
          await press(settings, texts.guide.next);
          await frame.getByText(texts.guide.mend).waitFor();
          await frame.getByLabel(texts.port.address).fill('tcp://127.0.0.1:9');
          await problems.waitFor({ state: 'hidden' });
          await press(settings, texts.guide.next);
          await frame.getByLabel(texts.home.name).waitFor();
          expect(await frame.getByText(texts.guide.safety).count()).toBe(0);
          expectNoErrors(settings, ui);
        });

        test('guides a new user from the port to the reading and the tiles, and saves them', async () => {
          await using meter = await startPtyMeter();
          meter.say(demoGroups(1230), 'standard');
          const { frame } = settings;

          await press(settings, texts.guide.back);
          await choosePort(settings, meter.port);
          await frame.getByRole('button', { name: texts.port.listen }).click();
          await frame.getByText(texts.port.hearing.heard).waitFor();
          expect(numberIn(await factOf(frame.locator('.hearing'), texts.live.facts.power))).toBe(1230);
          await expectOneLanguage(settings, language);

          await press(settings, texts.guide.next);
          await frame.getByLabel(texts.home.name).fill('Grange');
          await frame.getByLabel(texts.home.tiles.current).uncheck();
          await press(settings, texts.guide.next);
          await frame.getByRole('heading', { name: texts.guide.steps.influx }).waitFor();
          await press(settings, texts.guide.next);
          await frame.getByText(texts.guide.save(save)).waitFor();
          await saved(settings);

          const meters = [{ port: meter.port, name: 'Grange', tiles: ['power'] }];
          await expect.poll(() => blockIn(ui)).toEqual({ platform: 'LinkyTIC', name: 'Linky TIC', language, meters });
          expect(await ui.config()).toMatchObject(OTHERS);
          expect((await ui.config()).platforms).toContainEqual(NEIGHBOUR);
        });
      });

    async function choosePort({ frame }: Settings, path: string): Promise<void> {
      await frame.getByLabel(texts.port.other).check();
      await frame.getByLabel(texts.port.path).fill(path);
    }

    /** Waits until the settings can be saved, and saves them. What Homebridge shows next is not tested here. */
    async function saved(settings: Settings): Promise<void> {
      await toBeSavable(settings, save);
      expectNoErrors(settings, ui);
      await saveButton(settings, save).click();
    }
  });
});

/** Homebridge UI gives out no files of the page any more, as half an hour after the last one. */
async function endSession({ url }: RealUi): Promise<void> {
  const token = ((await (await fetch(`${url}/api/auth/noauth`, { method: 'POST' })).json()) as Token).access_token;
  const revoke = `${url}/api/plugins/settings-ui/homebridge-linky-tic/session/revoke`;
  const { ok } = await fetch(revoke, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  expect(ok).toBe(true);
}

interface Token {
  readonly access_token: string;
}

/** The status of the answer to the page when it asks for one of its files. */
function statusOf({ frame }: Settings, file: string): Promise<number> {
  return frame.locator('html').evaluate(async (_, file) => (await fetch(file)).status, file);
}
