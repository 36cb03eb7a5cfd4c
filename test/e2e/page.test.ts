import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractNews } from '../../src/contract/news.ts';
import { blockIn, startUi, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import {
  missingBrowser,
  openBrowser,
  openSettings,
  type Settings,
} from '../../testbed/homebridge/settings-in-browser.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { demoGroups, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { openWithNames, USB } from '../../tools/pictures/replaced-names.ts';
import { formTests } from './form.ts';
import { houseTests } from './page.house.ts';
import { influxTests } from './page.influx.ts';
import { mqttTests } from './page.mqtt.ts';
import { troubleTests } from './page.troubles.ts';
import {
  expectNoErrors,
  expectOneLanguage,
  FRENCH,
  factOf,
  followReports,
  LANGUAGES,
  numberIn,
  openTab,
  press,
  saveButton,
  testsOfOneLanguage,
  toBeSavable,
} from './settings-page.ts';

/** The parts of config.json that the page must not change. */
const OTHERS = {
  accessories: [{ accessory: 'Lamp', name: 'Lampe', oddity: { kept: true } }],
  disabledPlugins: ['homebridge-none'],
  strange: [1, { two: 'deux' }],
};
const NEIGHBOUR = { platform: 'Neighbour', name: 'Voisin', list: [{ a: 1 }, null] };

const missing = missingBrowser() ?? missingPty();
const title = ['the page', missing].filter(Boolean).join(', skipped: ');

/** What was new at a meter, after midnight in Paris. */
const NEWS: ContractNews = {
  ...{ atMs: Date.parse('2025-12-22T23:30:00Z'), kind: 'hours', isTold: true },
  ...{ before: '22:30-06:30', offPeak: '22:00-06:00' },
};

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  let browser: Browser;
  let ui: Ui;

  beforeAll(async () => {
    browser = started.use(await openBrowser());
    ui = started.use(await startUi({ language: 'fr', others: OTHERS, neighbour: NEIGHBOUR, prepare: writeNews }));
  });

  afterAll(() => started.disposeAsync());

  describe.for(LANGUAGES)('in $language', (spoken) => {
    const { language, texts, save } = spoken;
    const { inFrench, inEnglish } = testsOfOneLanguage(language);

    beforeAll(() => ui.speak(language));

    if (language === FRENCH.language) troubleTests(spoken, () => ({ browser, ui }));
    houseTests(spoken, () => ({ browser, ui }));
    influxTests(spoken, () => ({ browser, ui }));
    mqttTests(spoken, () => ({ browser, ui }));
    formTests(spoken, () => ({ browser, ui }));

    if (language === FRENCH.language)
      describe('on one page', () => {
        let settings: Settings;

        beforeAll(async () => {
          await ui.configure(pluginBlock({ meters: [{ name: 'Grange', port: 'demo' }, { name: 'Cave' }] }));
          settings = await openWithNames(browser, ui, {});
        });

        afterAll(() => settings?.[Symbol.asyncDispose]());

        test('tells what the journal has while the plugin does not run', async () => {
          const { frame } = settings;
          await frame.getByText(texts.live.notRunning).waitFor();
          expect(await frame.locator('.contract .news li span').textContent()).toContain('22:00–06:00');
          expect(await frame.locator('.contract .news time').textContent()).toMatch(/^23\D+2025$/);
          expect(await frame.locator('.meter').count()).toBe(0);
          expectNoErrors(settings, ui);
        });

        test('moves between the tabs with the arrow keys, past the ends, too', async () => {
          const { tabs } = texts;
          await openTab(settings, tabs.live);
          for (const [key, tab] of [
            ['ArrowRight', tabs.energy],
            ['ArrowRight', tabs.port],
            ['ArrowLeft', tabs.energy],
            ['ArrowLeft', tabs.live],
            ['ArrowLeft', tabs.all],
            ['ArrowRight', tabs.live],
          ] as const) {
            await settings.page.keyboard.press(key);
            await focused(settings, tab);
            expect(await settings.frame.getByRole('tab', { selected: true }).allTextContents()).toEqual([tab]);
          }
          expectNoErrors(settings, ui);
        });

        test('selects no port for a second meter', async () => {
          await openTab(settings, texts.tabs.port);
          const second = settings.frame.locator('.port').nth(1);
          await second.getByLabel('/dev/ttyAMA0').waitFor();
          expect(await second.locator('input:checked').count()).toBe(0);
        });
      });

    inFrench('keeps unknown settings', async () => {
      const sensors = [{ name: 'Surcharge', when: 'overload', tune: 7 }];
      const block = {
        ...{
          platform: 'LinkyTIC',
          name: 'TIC',
          oddity: ['kept'],
          _bridge: { username: '0E:00:00:00:00:01', port: 51234 },
        },
        meters: [
          { name: 'Linky', port: 'demo', wire: 'blue', sensors },
          { name: 'Grange', port: 'demo:standard' },
        ],
        influx: { tls: true },
      };
      await ui.configure(block);
      await using settings = await openSettings(browser, ui);
      await openTab(settings, texts.tabs.port);
      // The ports of each meter are asked for by itself, and may come in any order.
      const port = settings.frame.locator('.port').first();
      await port.getByLabel(texts.port.other).check();
      await port.getByLabel(texts.port.path).fill('/dev/ttyUSB7');
      await saved(settings);

      const [first, second] = block.meters;
      const meters = [{ ...first, port: '/dev/ttyUSB7' }, second];
      await expect.poll(() => blockIn(ui)).toEqual({ ...block, meters });
    });

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

    inFrench(
      'selects the port with an adapter, offers the other ports, and moves the focus to the tab that a button opens',
      async () => {
        await ui.configure();
        await using settings = await openWithNames(browser, ui, {});
        const { frame } = settings;
        await frame.getByLabel('FTDI FT232R USB UART').waitFor();
        await expect.poll(() => frame.getByLabel('FTDI FT232R USB UART').isChecked()).toBe(true);
        expect(await frame.locator('.port').textContent()).toContain(USB);
        await frame.getByLabel('/dev/ttyAMA0').check();
        await press(settings, texts.guide.everything);
        await focused(settings, texts.tabs.all);
        await settings.dialogue.locator('app-schema-form [name=name]').first().waitFor();
        await saved(settings);
        await expect.poll(() => blockIn(ui)).toMatchObject({ meters: [{ port: '/dev/ttyAMA0' }] });
      },
    );

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

    inFrench('can be used with the keyboard alone', async () => {
      await ui.configure();
      await using settings = await openSettings(browser, ui);
      const { frame, page } = settings;
      const reach = (target: Locator) => tabTo(settings, target);

      await frame.getByRole('radio').first().waitFor();
      await reach(frame.getByRole('radio').first());
      const demo = frame.getByLabel(texts.port.demo);
      for (let choices = 0; choices < 9 && !(await demo.isChecked()); choices += 1) {
        await page.keyboard.press('ArrowDown');
      }
      await reach(frame.getByRole('button', { name: texts.port.listen }));
      await page.keyboard.press('Space');
      await frame.getByText(texts.port.hearing.heard).waitFor();
      for (const step of ['home', 'influx', 'ready'] as const) {
        await reach(frame.getByRole('button', { name: texts.guide.next }));
        await page.keyboard.press('Enter');
        await frame.getByRole('heading', { name: texts.guide.steps[step] }).waitFor();
      }
      await frame.getByText(texts.guide.save(save)).waitFor();
      await reach(saveButton(settings, save));
      expectNoErrors(settings, ui);
      await page.keyboard.press('Enter');
      await expect.poll(() => blockIn(ui)).toMatchObject({ language, meters: [{ port: 'demo:standard' }] });
    });

    function focused({ frame }: Settings, tab: string): Promise<void> {
      return frame.locator('[role=tab]:focus', { hasText: tab }).waitFor();
    }

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

/** Writes a journal with one reading of a meter, and its news. */
function writeNews(storage: string): void {
  const news = { grange: { memory: { news: [NEWS] }, lines: [] } };
  writeHistory(storage, [{ meter: 'grange', atMs: NEWS.atMs, reading: readingWith() }], undefined, news);
}

async function tabTo({ page }: Settings, target: Locator): Promise<void> {
  const isThere = () =>
    target.evaluate((element) => element === element.ownerDocument.activeElement && element.ownerDocument.hasFocus());
  for (let presses = 0; presses < 60; presses += 1) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the key Tab does not lead there');
}
