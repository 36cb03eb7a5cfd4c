import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tariffName } from '../../homebridge-ui/page/model/tariff-names.ts';
import { beginningOfDay, dayOfDate } from '../../src/base/paris-time.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../src/doctor/running-plugin.ts';
import { publishedColour } from '../../src/energy/tempo-days.ts';
import type { TempoColour } from '../../src/reading/reading.ts';
import { inOrder } from '../../testbed/energy-history.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import {
  missingBrowser,
  openBrowser,
  openSettings,
  type Settings,
} from '../../testbed/homebridge/settings-in-browser.ts';
import { startStandIn } from '../../testbed/homebridge/ui-stand-in.ts';
import { type TimedReading, writeHistory } from '../../testbed/journal-history.ts';
import { contractGroups, type ToldContract } from '../../testbed/meter/contract-meters.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { NEVER_STALE, type PtyMeter, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { linesOf } from '../../testbed/support/register-lines.ts';
import { DAY_MS, HOUR_MS } from '../../testbed/support/time.ts';
import { PRICED, PRICED_GROUPS, pricedHistory, pricesTests, seeWholeDays } from './page.prices.ts';
import { cardIn, drawAgain, drawOnDemand, expectNoErrors, expectToFit, FRENCH, factOf } from './settings-page.ts';

/** A Thursday in winter, 10:20:30 in Paris. */
const NOW_MS = Date.parse('2027-01-14T09:20:30Z');
/** Each time that the news are asked for, the page is drawn. */
const SELDOM = { interval: 2_000 };
/** How often a meter speaks: three frames in a row must say what is new, and each costs the meter and the plugin processor time. */
const FRAME_MS = 500;
/** What is new at the house: another subscribed power, and then a message. */
const POWER = /12\s?kVA.*9\s?kVA/;
const MESSAGE = 'COUPURE LE 20/01';
/** A browser far from the meter. */
const TOKYO = 'Asia/Tokyo';

/** Standard, with hours at midday, and registers in an order of their own. */
const HOUSE = { name: 'Maison', slug: 'maison', address: '021900000001', peak: 2, offPeak: 6 } as const;
/** Tempo in standard mode. */
const BARN = { name: 'Grange', slug: 'grange', address: '021900000002' } as const;
/** The registers of the barn, by the colour of the day: off-peak, peak. */
const TEMPO = {
  blue: { offPeak: 5, peak: 1, name: 'BLEU' },
  white: { offPeak: 3, peak: 7, name: 'BLANC' },
  red: { offPeak: 2, peak: 9, name: 'ROUGE' },
} as const;
const BARN_LINES = linesOf(
  Object.fromEntries(
    Object.values(TEMPO).flatMap(({ offPeak, peak, name }) => [
      [`EASF0${offPeak}`, `HC  ${name}`],
      [`EASF0${peak}`, `HP  ${name}`],
    ]),
  ),
  BARN.address,
);
/** The barn was heard from the first of November on. Of the season, 30 + 31 days came before. */
const BARN_BEGINS = '2026-11-01';
const DAYS_BEFORE = 61;
/** The colours that were published of these. */
const PUBLISHED = Array.from({ length: DAYS_BEFORE }, (_, nth) =>
  publishedColour((dayOfDate('2026-09-01') ?? Number.NaN) + nth),
);
const publishedDays = (colour: TempoColour | undefined) => PUBLISHED.filter((one) => one === colour).length;
const WHITE_DAYS = ['2026-11-18', '2026-12-02', '2026-12-15', '2027-01-05', '2027-01-13'];
const RED_DAYS = ['2026-12-16', '2027-01-06', '2027-01-07'];
/** By what the barn counted: November and December have 61 days, and January 13 before today, which is white. */
const COUNTED = { blue: 61 + 13 - WHITE_DAYS.length - RED_DAYS.length, white: WHITE_DAYS.length + 1, red: 3 } as const;
const GONE = {
  blue: COUNTED.blue + publishedDays('blue'),
  white: COUNTED.white + publishedDays('white'),
  red: COUNTED.red + publishedDays('red'),
} as const;
/** A season of 365 days. */
const SEASON = { blue: 300, white: 43, red: 22 } as const;

const missing = missingBrowser() ?? missingPty();
const title = ['the contract on the page', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const { contract, live } = FRENCH.texts;
  const [peak, offPeak] = ['HP', 'HC'].map((period) => tariffName(period, FRENCH.texts));
  const started = new AsyncDisposableStack();
  const speech = new DisposableStack();
  const aheadMs = NOW_MS - Date.now();
  /** What the house and the barn say at present. */
  let house: Partial<ToldContract> = { index: HOUSE.peak, period: 'HEURE  PLEINE' };
  let barn: Partial<ToldContract> = { today: 'white' };
  /** The meter of the tests of the prices. */
  let priced: PtyMeter;
  let browser: Browser;
  let ui: Ui;
  /** The settings with all meters. */
  let config: object;

  beforeAll(async () => {
    browser = started.use(await openBrowser());
    const wh: { [index: number]: number } = { [HOUSE.peak]: 7_123_000, [HOUSE.offPeak]: 4_456_000 };
    const barnWh = barnHistory().at(-1)?.wh ?? {};
    let frames = 0;
    const ports = {
      house: await speaking((atMs) => {
        const { index = HOUSE.peak } = house;
        frames += 1;
        // So slowly that the kWh on the page are the same in the longest run.
        if (frames % 5 === 0) wh[index] = (wh[index] ?? 0) + 1;
        return contractGroups({ ...houseAt(atMs, wh), ...house });
      }),
      barn: await speaking((atMs) => contractGroups({ ...barnAt(atMs, barnWh), ...barn })),
    };
    priced = started.use(await startPtyMeter());
    priced.say(PRICED_GROUPS, 'historique');
    const meters = [
      { name: HOUSE.name, port: ports.house },
      { name: BARN.name, port: ports.barn },
      { name: PRICED.name, port: priced.port },
    ].map((meter) => ({ ...meter, ...NEVER_STALE }));
    config = pluginBlock({ meters, journal: { commitSeconds: 1 } });
    ui = started.use(
      await startStandIn({ language: FRENCH.language, config, aheadMs, prepare: prepareStorage, runsPlugin: true }),
    );
  });

  afterAll(async () => {
    speech.dispose();
    await started.disposeAsync();
  });

  /** A meter that says a new frame twice a second, with the time of Homebridge. Gives its port. */
  async function speaking(groupsAt: (atMs: number) => Parameters<PtyMeter['say']>[0]): Promise<string> {
    const meter = started.use(await startPtyMeter({ everyMs: FRAME_MS }));
    const timer = setInterval(() => meter.say(groupsAt(Date.now() + aheadMs), 'standard'), FRAME_MS);
    speech.defer(() => {
      clearInterval(timer);
      meter.fallSilent();
    });
    return meter.port;
  }

  /** Waits until the plugin has heard a meter after the present moment, which it gives. */
  async function heardAnew(slug: string): Promise<number> {
    const nowMs = Date.now() + aheadMs;
    const heardAtMs = async () => {
      const status = await runningPluginStatus(ui.storage, thisMachine());
      return status?.meters.find((meter) => meter.slug === slug)?.atMs ?? 0;
    };
    await expect.poll(heardAtMs).toBeGreaterThan(nowMs);
    return nowMs;
  }

  describe('on one page, which is shown in Tokyo', () => {
    let settings: Settings;

    beforeAll(async () => {
      settings = await openSettings(browser, ui, { zone: TOKYO, before: drawOnDemand });
    });

    afterAll(() => settings?.[Symbol.asyncDispose]());

    test('is told by the hours of today and tomorrow, with the time in Paris, wherever the browser is', async () => {
      // What the page shows is from a reading, and from a status, that came later than this.
      const before = minuteInParis(await heardAnew(HOUSE.slug));
      const card = cardIn(settings, HOUSE.name);
      const hours = contract.offPeak('02:56–07:56, 11:56–14:56');
      await expect.poll(() => rowsIn(card)).toEqual([`${contract.today} ${hours}`, `${contract.tomorrow} ${hours}`]);
      const blocks = 'peak 0-176 offPeak 176-476 peak 476-716 offPeak 716-896 peak 896-1440';
      const [today, tomorrow] = await stripsIn(card);
      expect([today?.blocks, tomorrow?.blocks]).toEqual([blocks, blocks]);
      expect(tomorrow?.now).toBeUndefined();
      expect(today?.now).toBeGreaterThanOrEqual(before);
      expect(today?.now).toBeLessThanOrEqual(minuteInParis(Date.now() + aheadMs));
      const says = await card.locator('.hours > p').last().textContent();
      expect(says).toMatch(new RegExp(`^${contract.offPeakIn('.*')} ${contract.told}$`));
      const [, hour = '', minutes = ''] = says?.match(/(\d+)\D+(\d+)/) ?? [];
      const until = Number(hour) * 60 + Number(minutes);
      expect(until).toBeLessThanOrEqual(11 * 60 + 56 - before);
      expect(until).toBeGreaterThanOrEqual(11 * 60 + 55 - minuteInParis(Date.now() + aheadMs));
      expectNoErrors(settings, ui);
    });

    test('is told by its registers, each with the period that the meter has named while it counted', async () => {
      const card = cardIn(settings, HOUSE.name);
      const summary = card.locator('.registers summary');
      await summary.focus();
      await settings.page.keyboard.press('Enter');
      const lines = () => registersIn(card);
      await expect.poll(lines).toEqual([
        ['EASF02', peak, expect.stringMatching(/^7.123.kWh$/)],
        ['EASF06', contract.registers.notKnown, expect.stringMatching(/^4.456.kWh$/)],
      ]);
      house = { ...house, index: HOUSE.offPeak, period: 'HEURE  CREUSE' };
      await expect.poll(async () => (await lines()).map(([, period]) => period)).toEqual([peak, offPeak]);
      await expect.poll(() => card.locator('.hours > p').last().textContent()).toContain(contract.nowOffPeak);
      // The table has changed meanwhile, and neither folds nor takes the focus away.
      expect(await card.locator('.registers[open] summary:focus').count()).toBe(1);
      house = { ...house, index: HOUSE.peak, period: 'HEURE  PLEINE' };
      await expect.poll(() => factOf(card, live.facts.tariff)).toBe(peak);
      expectNoErrors(settings, ui);
    });

    test('of Tempo is told by the days of the season, and tomorrow’s colour as soon as the meter says it', async () => {
      await settings.frame.getByLabel(BARN.name, { exact: true }).check();
      const card = settings.frame.locator('.contract');
      const { tempo } = contract;
      const line = (colour: TempoColour) =>
        `${live.tempo[colour]} ${tempo.goneAtLeast(GONE[colour])}, ${tempo.leftAtMost(SEASON[colour] - GONE[colour])}`;
      const lines = () => card.locator('.season li').allTextContents();
      await expect.poll(lines).toEqual([line('blue'), line('white'), line('red')]);
      expect(await card.locator('.season h3').textContent()).toBe(tempo.title('2026–2027'));
      expect(await card.locator('.season p').textContent()).toBe(tempo.unknown(publishedDays(undefined)));

      barn = { ...barn, tomorrow: 'red' };
      const red = [tempo.goneAtLeast(GONE.red), tempo.planned, tempo.leftAtMost(SEASON.red - GONE.red - 1)].join(', ');
      await expect.poll(lines).toEqual([line('blue'), line('white'), `${live.tempo.red} ${red}`]);
      expect(await factOf(cardIn(settings, BARN.name), live.facts.tomorrow)).toBe(live.tempo.red);
      expect(await sharesIn(card)).toEqual(
        [
          [GONE.blue / SEASON.blue, 0],
          [GONE.white / SEASON.white, 0],
          [GONE.red / SEASON.red, 1 / SEASON.red],
        ].map(percents),
      );
      expectNoErrors(settings, ui);
    });

    test('says in the log what is new, once', async () => {
      house = { ...house, subscribedKVA: 12 };
      await expect.poll(() => ui.log.filter((line) => POWER.test(line))).toHaveLength(1);
      house = { ...house, message: `${MESSAGE} DE 9H A 11H` };
      await expect.poll(() => ui.log.filter((line) => line.includes(MESSAGE))).toHaveLength(1);
    });
  });

  test('fits the width of a small phone', async () => {
    await using settings = await openSettings(browser, ui, { width: 360, height: 800, zone: TOKYO });
    await cardIn(settings, HOUSE.name).locator('.strip').first().waitFor();
    await cardIn(settings, HOUSE.name).locator('.registers summary').click();
    await settings.frame.getByLabel(BARN.name, { exact: true }).check();
    await settings.frame.locator('.season').waitFor();
    await expectToFit(settings);
    expectNoErrors(settings, ui);
  });

  describe('and its prices', () => {
    beforeAll(() => speech.dispose());

    pricesTests(FRENCH, { zone: TOKYO }, () => ({ browser, port: priced.port, ui }));
  });

  // The journal is given what is new once a minute, so both are in one of its writes, in the order in which the log has them. Nobody
  // waits for that minute: the tests of the prices have run in it.
  test('is told by what was new, the newest first, with the messages of the meter', async () => {
    // Those of the prices have saved settings with their meter only.
    await ui.configure(config);
    await using settings = await openSettings(browser, ui, { zone: TOKYO, before: drawOnDemand });
    const choice = settings.frame.getByLabel(HOUSE.name, { exact: true });
    // The journal may not have had this meter yet when the page was opened.
    const isOffered = async () => {
      await drawAgain(settings);
      return choice.count();
    };
    await expect.poll(isOffered, SELDOM).toBe(1);
    await choice.check();
    const newsAskedAnew = async () => {
      await drawAgain(settings);
      return settings.frame.locator('.contract .news li span').allTextContents();
    };
    await expect.poll(newsAskedAnew, SELDOM).toEqual([expect.stringContaining(MESSAGE), expect.stringMatching(POWER)]);
    const days = (await settings.frame.locator('.contract .news time').allTextContents()).map(numberedDate);
    expect(days).toEqual(['14 2027', '14 2027']);
    expectNoErrors(settings, ui);
  });
});

function houseAt(atMs: number, registers: ToldContract['registers']): ToldContract {
  const profile = [`00008002`, `0256C006`, `07568002`, `1156C006`, `14568002`];
  const { address } = HOUSE;
  return { address, atMs, contract: 'HC', subscribedKVA: 9, index: HOUSE.peak, period: '', registers, profile };
}

function barnAt(atMs: number, registers: ToldContract['registers']): ToldContract {
  const { peak, name } = TEMPO.white;
  return {
    ...{ address: BARN.address, atMs, contract: 'TEMPO', subscribedKVA: 9, index: peak, period: `HP  ${name}` },
    ...{ registers, profile: [] },
  };
}

/** Writes what the journal has: a season of Tempo, and the history of the house with prices. */
function prepareStorage(storage: string): void {
  const barn = barnHistory().map(({ timed }) => timed);
  writeHistory(storage, inOrder([barn, pricedHistory(NOW_MS)]), undefined, {
    [BARN.slug]: { memory: { address: BARN.address }, lines: BARN_LINES },
  });
  seeWholeDays(storage);
}

/** A reading of the barn every few hours, each with another kWh in the register of its period. */
function barnHistory(): readonly { readonly timed: TimedReading; readonly wh: ToldContract['registers'] }[] {
  const [first, today] = [BARN_BEGINS, '2027-01-14'].map((date) => dayOfDate(date) ?? Number.NaN) as [number, number];
  let wh: { readonly [index: number]: number } = {};
  return Array.from({ length: today - first }, (_, nth) => first + nth).flatMap((day) =>
    [0.5, 5.5, 6.5, 12, 21.5, 22.5, 23.5].map((hour) => {
      // Until 6:00 the day before goes on.
      const { offPeak, peak, name } = TEMPO[colourOf(hour < 6 ? day - 1 : day)];
      const isOffPeak = hour < 6 || hour >= 22;
      const tariffIndex = isOffPeak ? offPeak : peak;
      wh = { ...wh, [tariffIndex]: (wh[tariffIndex] ?? 100_000) + 1000 };
      const registers = Object.fromEntries(
        Object.entries(wh).map(([index, value]) => [`EASF${index.padStart(2, '0')}`, value]),
      );
      const reading = readingWith({
        ...{
          registers,
          importedWh: sumOf(wh),
          tariffIndex,
          tariff: `${isOffPeak ? 'HC' : 'HP'}  ${name}`,
          apparentPowerVA: 500,
        },
        frame: frameWith({ mode: 'standard', address: BARN.address }),
      });
      return { timed: { meter: BARN.slug, atMs: beginningOfDay(day) + hour * HOUR_MS, reading }, wh };
    }),
  );
}

function colourOf(day: number): TempoColour {
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (RED_DAYS.includes(date)) return 'red';
  return WHITE_DAYS.includes(date) ? 'white' : 'blue';
}

function sumOf(wh: ToldContract['registers']): number {
  return Object.values(wh).reduce((sum, one) => sum + one, 0);
}

function minuteInParis(atMs: number): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit' });
  const [hour = 0, minute = 0] = clock.format(atMs).split(':').map(Number);
  return hour * 60 + minute;
}

/** The day and the year of a date in either language. */
function numberedDate(date: string): string {
  const [day, year] = date.match(/\d+/g) ?? [];
  return `${day} ${year}`;
}

function rowsIn(card: Locator): Promise<readonly string[]> {
  return card.locator('.hours li').allTextContents();
}

/** The cells of the lines of the registers. */
function registersIn(card: Locator): Promise<readonly (readonly string[])[]> {
  return card
    .locator('.registers tbody:not(.heads) tr')
    .evaluateAll((rows) => rows.map((row) => Array.from(row.children, ({ textContent }) => textContent ?? '')));
}

/** The blocks of each strip as they are drawn, and the mark of now, in minutes after midnight. */
function stripsIn(card: Locator): Promise<readonly { readonly blocks: string; readonly now?: number }[]> {
  return card.locator('.strip').evaluateAll((strips) =>
    strips.map((strip) => {
      const { left, width } = strip.getBoundingClientRect();
      const minuteAt = (x: number) => Math.round(((x - left) / width) * 1440);
      const blocks = Array.from(strip.querySelectorAll('i') as Iterable<Drawn>, (block) => {
        const at = block.getBoundingClientRect();
        return `${block.getAttribute('data-kind')} ${minuteAt(at.left)}-${minuteAt(at.right)}`;
      });
      const now = strip.querySelector('b')?.getBoundingClientRect();
      return { blocks: blocks.join(' '), ...(now && { now: minuteAt((now.left + now.right) / 2) }) };
    }),
  );
}

/** An element of the page in the browser. */
interface Drawn {
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { readonly left: number; readonly right: number; readonly width: number };
}

/** How much of each bar of the season is gone and planned, in percent. */
function sharesIn(card: Locator): Promise<readonly (readonly number[])[]> {
  return card.locator('.season .days').evaluateAll((bars) =>
    bars.map((bar) => {
      const { width } = bar.getBoundingClientRect();
      return Array.from(
        bar.children as Iterable<Drawn>,
        (part) => Math.round((1000 * part.getBoundingClientRect().width) / width) / 10,
      );
    }),
  );
}

function percents(shares: readonly number[]): readonly number[] {
  return shares.map((share) => Math.round(share * 1000) / 10);
}
