import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractNews } from '../../src/contract/news.ts';
import { blockIn, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import {
  missingBrowser,
  openBrowser,
  openSettings,
  type Settings,
} from '../../testbed/homebridge/settings-in-browser.ts';
import { startStandIn } from '../../testbed/homebridge/ui-stand-in.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { openWithNames, USB } from '../../tools/pictures/replaced-names.ts';
import { houseTests } from './page.house.ts';
import { influxTests } from './page.influx.ts';
import { mqttTests } from './page.mqtt.ts';
import { troubleTests } from './page.troubles.ts';
import {
  expectNoErrors,
  FRENCH,
  LANGUAGES,
  openTab,
  press,
  pressSave,
  saveButton,
  testsOfOneLanguage,
} from './settings-page.ts';

/** What was new at a meter, after midnight in Paris. */
const NEWS: ContractNews = {
  ...{ atMs: Date.parse('2025-12-22T23:30:00Z'), kind: 'hours', isTold: true },
  ...{ before: '22:30-06:30', offPeak: '22:00-06:00' },
};

const missing = missingBrowser();
const title = ['the cards of the page', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  let browser: Browser;
  let ui: Ui;

  beforeAll(async () => {
    browser = started.use(await openBrowser());
    ui = started.use(await startStandIn({ language: FRENCH.language, prepare: writeNews }));
  });

  afterAll(() => started.disposeAsync());

  describe.for(LANGUAGES)('in $language', (spoken) => {
    const { language, texts, save } = spoken;
    const { inFrench } = testsOfOneLanguage(language);

    beforeAll(() => ui.speak(language));

    if (language === FRENCH.language) troubleTests(spoken, () => ({ browser, ui }));
    if (language === FRENCH.language) houseTests(spoken, () => ({ browser, ui }));
    influxTests(spoken, () => ({ browser, ui }));
    mqttTests(spoken, () => ({ browser, ui }));

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
        await settings.dialogue.locator('app-schema-form').first().waitFor();
        await pressSave(settings, save);
        expectNoErrors(settings, ui);
        await expect.poll(() => blockIn(ui)).toMatchObject({ meters: [{ port: '/dev/ttyAMA0' }] });
      },
    );

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
