import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { tariffName } from '../../homebridge-ui/page/model/tariff-names.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../src/doctor/running-plugin.ts';
import type { Minute } from '../../src/energy/minute.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Status } from '../../src/status/status.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { freePort } from '../../testbed/daemon.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import {
  loseServer,
  missingBrowser,
  openBrowser,
  openSettings,
  type Settings,
} from '../../testbed/homebridge/settings-in-browser.ts';
import { startStandIn } from '../../testbed/homebridge/ui-stand-in.ts';
import { type TimedReading, writeHistory } from '../../testbed/journal-history.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { DEMO_ADDRESS, demoGroups, NEVER_STALE, type PtyMeter, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { PATIENCE_MS } from '../../testbed/support/patience.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import {
  askAsBefore,
  cardIn,
  drawOnDemand,
  drawUntil,
  expectNoErrors,
  expectOneLanguage,
  expectToFit,
  FRENCH,
  factOf,
  numberIn,
  openTab,
} from './settings-page.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** The power in VA in each third of an hour, a day and a week. */
const LEVELS = [1000, 2000, 4000] as const;
/** A meter that is no longer in the settings, but is still in the journal. */
const OLD = 'grange';
/** The meter that becomes silent. */
const FADING = 'Cave';
/** The meter whose active power is learned. */
const WORKSHOP = 'Atelier';
/** What its motor draws, in VA and in W. */
const MOTOR = { va: 9000, watts: 7200 } as const;
/** What the workshop draws before that: so little that its index does not step in any test. */
const STANDBY_VA = 1;
/** Matches the number that `changeCurve` puts in, in either language. */
const CHANGED = /7.?777/;

const missing = missingBrowser() ?? missingPty();
const title = ['the page of a running plugin', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  let browser: Browser;
  let meter: PtyMeter;
  let workshop: PtyMeter;
  let ui: Ui;
  let fading: PtyMeter;

  beforeAll(async () => {
    browser = started.use(await openBrowser());
    meter = started.use(await startPtyMeter());
    meter.say(demoGroups(1230), 'standard');
    fading = started.use(await startPtyMeter());
    fading.say(demoGroups(1230), 'standard');
    workshop = started.use(await startPtyMeter());
    workshop.say(demoGroups(STANDBY_VA), 'standard');
    const influx = { url: `http://127.0.0.1:${await freePort()}`, bucket: 'linky' };
    const meters = [
      { name: 'Linky', port: meter.port, powerFactor: 0.8, ...NEVER_STALE },
      { name: FADING, port: fading.port, staleAfter: 5 },
      { name: WORKSHOP, port: workshop.port, ...NEVER_STALE },
    ];
    const config = pluginBlock({ meters, influx, journal: { commitSeconds: 1 } });
    ui = started.use(
      await startStandIn({
        ...{ language: FRENCH.language, config, runsPlugin: true },
        prepare: (storage) => writeHistory(storage, history(Date.now())),
      }),
    );
    // The page asks only once a minute which meters are in the journal, so they are there before it opens.
    await vi.waitFor(() => expect(metersIn(ui)).toEqual(expect.arrayContaining(['linky', 'cave'])), PATIENCE_MS);
  });

  afterAll(() => started.disposeAsync());

  const { language, texts, server } = FRENCH;

  describe('on one page', () => {
    let settings: Settings;

    beforeAll(async () => {
      meter.say(demoGroups(1230), 'standard');
      settings = await openSettings(browser, ui, { before: drawOnDemand });
      await cardIn(settings, FADING).locator('.power').waitFor();
      fading.fallSilent();
    });

    afterAll(() => settings?.[Symbol.asyncDispose]());

    test('shows the meter’s newest reading, and updates it', async () => {
      const card = cardIn(settings, 'Linky');
      const power = card.locator('.power strong');
      await expect.poll(async () => numberIn(await power.textContent())).toBe(1230);
      const groups = demoGroups(2340);
      meter.say(groups, 'standard');
      await expect.poll(async () => numberIn(await power.textContent())).toBe(2340);
      const sent = Object.fromEntries(groups.map(({ label, data }) => [label, data]));
      expect(numberIn(await factOf(card, texts.live.facts.current))).toBe(Number(sent['IRMS1']));
      expect(await factOf(card, texts.live.facts.tariff)).toBe(tariffName(sent['LTARF'] ?? '', texts));
      expect(await card.locator('.age:not(.stale)').textContent()).toMatch(
        new RegExp(`^(?:${texts.live.now}|${texts.live.age('.*')})$`),
      );
      const linky = (await runningPluginStatus(ui.storage, thisMachine()))?.meters.find(({ slug }) => slug === 'linky');
      expect(linky?.lastReading?.activePowerW).toBe(1872);
      const watts = await card.locator('.watts').textContent();
      expect(watts).toMatch(new RegExp(`^${texts.live.watts.drawn('1.872\u00a0W')}$`));
      expect(numberIn(await card.getByRole('meter').getAttribute('aria-valuenow'))).toBe(39);
      expectNoErrors(settings, ui);
    });

    test('shows no W while the power factor is unknown, then the W of the plugin’s status with their error', async () => {
      const card = cardIn(settings, WORKSHOP);
      await expect.poll(async () => numberIn(await card.locator('.power strong').textContent())).toBe(STANDBY_VA);
      expect(await card.locator('.watts').isVisible()).toBe(false);

      const answered = await recordStatus(settings);
      using _ = running(workshop);
      await expect.poll(async () => numberIn(await card.locator('.power strong').textContent())).toBe(MOTOR.va);
      await card.locator('.watts').waitFor();
      const { reading = {}, watts } = await answered('atelier');
      const { activePowerW = 0, activePowerErrorW = 0 } = reading;
      expect(watts.replace(/[^\d±]/g, '')).toBe(`${Math.round(activePowerW)}±${Math.ceil(activePowerErrorW)}`);
      expect(Math.abs(activePowerW - MOTOR.watts)).toBeLessThan(0.25 * MOTOR.watts);
      expectNoErrors(settings, ui);
    });

    test('shows how many frames wait for an InfluxDB that does not answer', async () => {
      const card = settings.frame.locator('.mirror');
      await settings.frame.locator('.live > .troubles > [data-trouble="mirror/notListening"]').waitFor();
      expect(numberIn(await factOf(card, texts.mirror.pending))).toBeGreaterThan(WEEK);
      await expectOneLanguage(settings, language);
      expectNoErrors(settings, ui);
    });

    describe('shows of a meter that is no longer there', () => {
      test.for(['day'] as const)('the power of the last %s, drawn as the journal has it', async (span) => {
        await show(span);
        expectThirds(await heightsIn(settings));
      });

      test('each minute as a sentence, by the arrow keys', async () => {
        await show('hour');
        const minutes = minutesOf(ui, HOUR).slice(-20).toReversed();
        const read = [];
        await settings.frame.locator('.curve figure').focus();
        for (const _ of minutes) {
          await settings.page.keyboard.press('ArrowLeft');
          read.push(await settings.frame.locator('.curve .readout').textContent());
        }
        const said = minutes.map(({ meanVA = Number.NaN }) => new RegExp(`: ${pattern(meanVA)}.VA `));
        expect(read).toEqual(said.map((one) => expect.stringMatching(one)));
      });

      test('all of that without errors in the browser', () => expectNoErrors(settings, ui));

      async function show(span: 'hour' | 'day' | 'week'): Promise<void> {
        await settings.frame.getByLabel(OLD, { exact: true }).check();
        await settings.frame.locator('.curve').getByLabel(texts.curve.spans[span], { exact: true }).check();
        await settings.frame.getByText(texts.curve.over[span]).waitFor();
      }
    });

    test('keeps the focus when it draws again, and marks its values as old when its server does not answer', async () => {
      const { frame, page } = settings;
      await frame.getByLabel(OLD, { exact: true }).check();
      await frame.locator('.history:not(.is-stale)').waitFor();
      await frame.locator('.curve figure').focus();
      for (let steps = 0; steps < 3; steps += 1) await page.keyboard.press('ArrowLeft');
      const readout = frame.locator('.curve .readout:not(:empty)');
      const read = await readout.textContent();
      await changeCurve(settings);
      const changed = frame.locator('.curve .summary', { hasText: CHANGED });
      await drawUntil(settings, async () => (await changed.count()) === 1);
      expect(await frame.locator('.curve figure:focus').count()).toBe(1);
      expect(await readout.textContent()).toBe(read);

      await settings.frame.locator('main').evaluate(askAsBefore);
      const isBack = await loseServer(settings);
      const card = cardIn(settings, 'Linky');
      await card.and(frame.locator('.is-stale')).getByText(texts.live.lost).waitFor();
      await isBack();
      await card.and(frame.locator(':not(.is-stale)')).waitFor();
    });

    test('says for how long a meter has been silent and nothing else, and its button listens to its port', async () => {
      const card = cardIn(settings, FADING);
      await card.and(settings.frame.locator('.is-stale')).locator('.age.stale').waitFor();
      expect(await card.locator('.age').textContent()).toMatch(new RegExp(`^${texts.live.silent('.*')}$`));
      expect(await card.getByText(texts.live.waiting).isVisible()).toBe(false);
      expect(await cardIn(settings, 'Linky').locator('.age.stale').count()).toBe(0);
      await card.getByRole('button', { name: texts.live.checkPort, exact: true }).click();
      const port = settings.frame.locator('.port').nth(1);
      await port.getByRole('button', { name: texts.port.listen }).and(settings.frame.locator(':focus')).waitFor();
      // Nothing comes: the plugin says so itself once it has waited for it.
      await port.getByText(texts.port.hearing.silent).waitFor();
      expectNoErrors(settings, ui);
    });

    test('shows the plugin’s own readings for a port that the plugin has open', async () => {
      await openTab(settings, texts.tabs.port);
      const port = settings.frame.locator('.port').first();
      await port.getByRole('button', { name: texts.port.listen }).click();
      await port.getByText(server.listen.byPlugin(0).slice(0, 20)).waitFor();
      expect(await port.locator('.hearing').textContent()).toContain(DEMO_ADDRESS);
      await expectOneLanguage(settings, language);
      expectNoErrors(settings, ui);
    });
  });

  test('fits the width of a phone, in the dark', async () => {
    await using settings = await openSettings(browser, ui, { width: 390, height: 844, dark: true });
    await settings.frame.locator('main[data-lighting=dark] .curve canvas').waitFor();
    await expectToFit(settings);
    for (const tab of [texts.tabs.port, texts.tabs.influx]) {
      await openTab(settings, tab);
      await settings.frame.getByRole('radio').first().waitFor();
      await expectToFit(settings);
    }
    expectNoErrors(settings, ui);
  });
});

/** Has the meter of the workshop count what its motor draws, until the scope is left. */
function running(workshop: PtyMeter): Disposable {
  const beganMs = performance.now();
  const groups = demoGroups(MOTOR.va);
  const count = setInterval(() => {
    const drawnWh = Math.floor((MOTOR.watts * (performance.now() - beganMs)) / HOUR_MS);
    const counted = ({ label, data }: WireGroup) =>
      label === 'EAST' ? { label, data: String(Number(data) + drawnWh).padStart(data.length, '0') } : undefined;
    workshop.say(
      groups.map((group) => counted(group) ?? group),
      'standard',
    );
  }, 100);
  return { [Symbol.dispose]: () => clearInterval(count) };
}

/** What the page was told of a meter at last, and the W that its card shows. */
type Answered = (slug: string) => Promise<{
  readonly reading?: { readonly activePowerW?: number; readonly activePowerErrorW?: number };
  readonly watts: string;
}>;

/** Records each answer to the page's requests for the status. A card is drawn anew before anything else can run. */
async function recordStatus({ frame }: Settings): Promise<Answered> {
  await frame.locator('main').evaluate(() => {
    const page = globalThis as unknown as { homebridge: Homebridge; lastStatus: Status };
    const ask = Object.getPrototypeOf(page.homebridge).request.bind(page.homebridge);
    page.homebridge.request = async (path, body) => {
      const answer = await ask(path, body);
      if (path === '/status') page.lastStatus = answer.status;
      return answer;
    };
  });
  return (slug) =>
    frame.locator('main').evaluate((main, slug) => {
      const { meters } = (globalThis as unknown as { lastStatus: Status }).lastStatus;
      const at = meters.findIndex((one) => one.slug === slug);
      const reading = meters[at]?.lastReading;
      const watts = main.querySelectorAll('.meter')[at]?.querySelector('.watts')?.textContent ?? '';
      return { reading, watts };
    }, slug);
}

function expectThirds([first = 0, second = 0, third = 0]: readonly number[]): void {
  expect(first / third).toBeCloseTo(LEVELS[0] / LEVELS[2], 1.5);
  expect(second / third).toBeCloseTo(LEVELS[1] / LEVELS[2], 1.5);
}

/**
 * A week of readings, one a minute. The power has one level in each third of the last hour, of the last day and of the week. The
 * tariff is HP by day and HC by night.
 */
function* history(nowMs: number): Generator<TimedReading> {
  let importedWh = 5_000_000;
  for (let age = WEEK; age > 0; age -= 1) {
    const span = [HOUR, DAY, WEEK].find((minutes) => age <= minutes) ?? WEEK;
    const apparentPowerVA = LEVELS[Math.min(2, Math.floor(3 * (1 - age / span)))] ?? 0;
    const atMs = nowMs - age * MINUTE_MS;
    importedWh += Math.round(apparentPowerVA / 60);
    const hour = new Date(atMs).getUTCHours();
    const tariff = hour >= 6 && hour < 22 ? 'HP' : 'HC';
    yield { meter: OLD, atMs, reading: readingWith({ apparentPowerVA, importedWh, tariff }) };
  }
}

function metersIn({ storage }: Ui): readonly string[] {
  using archive = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  return archive.meters;
}

function minutesOf({ storage }: Ui, minutes: number): readonly Minute[] {
  using archive = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  return archive.minutes(OLD, Date.now() - minutes * MINUTE_MS, Date.now());
}

/** How high the line is above zero in the middle of each third, in pixels. */
async function heightsIn(settings: Settings): Promise<readonly number[]> {
  const { accent, columns } = await columnsIn(settings, [1 / 6, 1 / 2, 5 / 6]);
  const line = accent.match(/\d+/g)?.map(Number) ?? [];
  return columns.map((rgba) => {
    const pixels = Array.from({ length: rgba.length / 4 }, (_, at) => rgba.slice(4 * at, 4 * at + 4));
    const isLine = ([red = 0, green = 0, blue = 0, alpha = 0]: readonly number[]) =>
      alpha > 200 && [red, green, blue].every((value, part) => Math.abs(value - (line[part] ?? 0)) < 30);
    return pixels.length - pixels.findIndex(isLine);
  });
}

interface Drawn {
  readonly accent: string;
  /** Red, green, blue and alpha of each pixel, from the top of the chart to its zero. */
  readonly columns: readonly (readonly number[])[];
}

/** The pixels of the columns at these positions, which are shares of the chart's width. */
function columnsIn({ frame }: Settings, shares: readonly number[]): Promise<Drawn> {
  return frame.locator('.curve').evaluate((card, shares) => {
    const [canvas, over] = [card.querySelector('canvas'), card.querySelector('.u-over')];
    if (!canvas || !over) throw new Error('nothing is drawn');
    const [outer, inner] = [canvas.getBoundingClientRect(), over.getBoundingClientRect()];
    const columns = shares.map((share) => {
      const left = inner.left - outer.left + share * inner.width;
      return [...(canvas.getContext('2d')?.getImageData(left, inner.top - outer.top, 1, inner.height).data ?? [])];
    });
    const style = card.ownerDocument.defaultView?.getComputedStyle(card);
    return { accent: style?.getPropertyValue('--accent') ?? '', columns };
  }, shares);
}

/** Changes the answers from now on: the first value of the curve becomes far greater; the others stay. */
async function changeCurve({ frame }: Settings): Promise<void> {
  await frame.locator('main').evaluate(() => {
    const { homebridge } = globalThis as unknown as { homebridge: Homebridge };
    const ask = Object.getPrototypeOf(homebridge).request.bind(homebridge);
    homebridge.request = async (path, body) => {
      const answer = await ask(path, body);
      if (answer.greatestVA) answer.greatestVA[answer.greatestVA.findIndex(Number)] = 7777;
      return answer;
    };
  });
}

/** Homebridge UI's client in the plugin's page. */
interface Homebridge {
  request(path: string, body: object): Promise<{ greatestVA?: number[] }>;
}

/** A pattern for a whole number, with any separator of thousands. */
function pattern(value: number): string {
  return String(value).replace(/(?=(?:\d{3})+$)/, '.?');
}
