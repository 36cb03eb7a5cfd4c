import type { Browser, Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { englishPage as en } from '../../src/texts/en/page.ts';
import { ui as enUi } from '../../src/texts/en/ui.ts';
import { frenchPage as fr } from '../../src/texts/fr/page.ts';
import { ui as frUi } from '../../src/texts/fr/ui.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import type { Settings } from '../../testbed/homebridge/settings-in-browser.ts';

/** The texts of the page and of its server in both languages, and the label of Homebridge UI's button below it. */
export const FRENCH = { language: 'fr', texts: fr, server: frUi, save: 'Enregistrer' } as const;
const ENGLISH = { language: 'en', texts: en, server: enUi, save: 'Save' } as const;
export const LANGUAGES = [FRENCH, ENGLISH] as const;

export type Language = (typeof LANGUAGES)[number];

/** What the tests of a file share. They are defined before it is started. */
export interface Shared {
  readonly browser: Browser;
  readonly ui: Ui;
}

type DefineTest = (name: string, run: () => void | Promise<void>) => void;

/** Define a test in one language only: one is enough where what is proved is not the texts. */
export function testsOfOneLanguage(language: string): {
  readonly inFrench: DefineTest;
  readonly inEnglish: DefineTest;
} {
  const only = (wanted: string): DefineTest => (language === wanted ? test : () => {});
  return { inFrench: only('fr'), inEnglish: only('en') };
}

/** Expects no errors in the browser, and requests to Homebridge UI only. */
export function expectNoErrors({ errors, hosts }: Settings, ui: Ui): void {
  expect(errors).toEqual([]);
  expect([...hosts]).toEqual([new URL(ui.url).host]);
}

/** Expects none of the other language's texts on the page as it is now. A single word may be a name, or be in both languages. */
export async function expectOneLanguage({ frame }: Settings, language: string): Promise<void> {
  const main = frame.locator('main');
  const shown = (await main.textContent()) ?? '';
  const [own, other] = language === 'fr' ? [fr, en] : [en, fr];
  const ownTexts = textsIn(own).join();
  const foreign = textsIn(other).filter((text) => text.includes(' ') && !ownTexts.includes(text));
  expect(foreign.filter((text) => shown.includes(text))).toEqual([]);
  expect(await main.getAttribute('lang')).toBe(language);
}

function textsIn(texts: object): readonly string[] {
  return Object.values(texts).flatMap((text) => {
    if (typeof text === 'string') return [text];
    return typeof text === 'object' && text !== null ? textsIn(text) : [];
  });
}

export function openTab({ frame }: Settings, name: string): Promise<void> {
  return frame.getByRole('tab', { name, exact: true }).click();
}

export function press({ frame }: Settings, name: string): Promise<void> {
  return frame.getByRole('button', { name, exact: true }).click();
}

/** The button of Homebridge UI below the page. */
export function saveButton({ dialogue }: Settings, name: string): Locator {
  return dialogue.locator('.modal-footer').getByRole('button', { name });
}

/** Waits until the settings, as they were edited so far, may be saved. */
export async function toBeSavable(settings: Settings, name: string): Promise<void> {
  // The page's messages reach Homebridge UI in order: this answer comes after all that it did to the button before.
  await settings.frame.locator('main').evaluate(async () => {
    await (globalThis as unknown as { homebridge: Homebridge }).homebridge.getPluginConfig();
  });
  // The button shows that after the next frame at the latest: a click on a button that is about to be disabled would be lost.
  await settings.page.evaluate(() => {
    const { requestAnimationFrame } = globalThis as unknown as { requestAnimationFrame(act: () => void): void };
    return new Promise<void>((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
  });
  await expect.poll(() => saveButton(settings, name).isEnabled()).toBe(true);
}

/** Saves the settings once they may be saved. */
export async function pressSave(settings: Settings, name: string): Promise<void> {
  await toBeSavable(settings, name);
  await saveButton(settings, name).click();
}

/** The card of a meter, by its name: a port that another card tells of may have it in its path. */
export function cardIn({ frame }: Settings, meter: string): Locator {
  return frame.locator('.meter', { has: frame.getByRole('heading', { name: meter, exact: true }) });
}

/** The value with this name among the facts of a card. */
export function factOf(card: Locator, name: string): Promise<string | null> {
  return card.locator('dl > div', { hasText: name }).first().locator('dd').textContent();
}

/** Expects no part of the page to be wider than its window. */
export async function expectToFit({ frame }: Settings): Promise<void> {
  const wider = await frame.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(wider).toBe(0);
}

/** Parses a number that is formatted in either language. */
export function numberIn(text: string | null): number {
  return Number(
    text
      ?.replace(/[^\d.,]/g, '')
      .replace(/,(?=\d{3})/g, '')
      .replace(',', '.'),
  );
}

/** In the browser: takes back what a test has put in the place of the page's function for requests. */
export function askAsBefore(): void {
  delete (globalThis as unknown as { homebridge: { request?: unknown } }).homebridge.request;
}

/**
 * Follows the settings that the page gives to Homebridge. The function that it returns gives the blocks that Homebridge
 * took last, which are those that its button saves.
 */
export async function followReports({ frame }: Settings): Promise<() => Promise<readonly object[]>> {
  const main = frame.locator('main');
  await main.evaluate(() => {
    const page = globalThis as unknown as { homebridge: Homebridge; reported: readonly object[] };
    const update = Object.getPrototypeOf(page.homebridge).updatePluginConfig.bind(page.homebridge);
    page.reported = [];
    page.homebridge.updatePluginConfig = async (blocks) => {
      const taken = await update(blocks);
      page.reported = taken;
      return taken;
    };
  });
  return () => main.evaluate(() => (globalThis as unknown as { reported: readonly object[] }).reported);
}

/** Homebridge UI's client in the plugin's page. */
interface Homebridge {
  getPluginConfig(): Promise<readonly object[]>;
  updatePluginConfig(blocks: readonly object[]): Promise<readonly object[]>;
}

/** Holds back what the page does once a minute or every five seconds. */
export function drawOnDemand(page: Page): Promise<AsyncDisposable> {
  return page.addInitScript(() => {
    const own = globalThis as unknown as HeldTimers;
    const { setTimeout, clearTimeout } = globalThis;
    const held = new Map<unknown, () => void>();
    const never = 2 ** 31 - 1;
    globalThis.setTimeout = ((act: () => void, ms: number) => {
      if (ms !== 60_000 && ms !== 5000) return setTimeout(act, ms);
      const timer = setTimeout(() => {}, never);
      held.set(timer, act);
      return timer;
    }) as typeof setTimeout;
    globalThis.clearTimeout = (timer) => {
      held.delete(timer);
      clearTimeout(timer);
    };
    own.drawAgain = () => {
      for (const [timer, act] of [...held]) {
        held.delete(timer);
        act();
      }
    };
  });
}

/** Has a page that draws on demand do what it has held back. */
export function drawAgain({ frame }: Settings): Promise<void> {
  return frame.locator('main').evaluate(() => (globalThis as unknown as HeldTimers).drawAgain());
}

/** Draws again until something is so. Once may do nothing: a page that is still drawing has set no timer yet that could be released. */
export async function drawUntil(settings: Settings, isSo: () => Promise<boolean>): Promise<void> {
  const looked = async () => {
    const isSoNow = await isSo();
    if (!isSoNow) await drawAgain(settings);
    return isSoNow;
  };
  await expect.poll(looked).toBe(true);
}

interface HeldTimers {
  drawAgain(): void;
}

/** The files of the page's parts, without the hashes in their names. */
export const VIEWS = [
  'curve-chart',
  'energy-forms',
  'energy-view',
  'guide-view',
  'house-card',
  'port-view',
  'server-views',
];

/** The parts of the page that it has got so far, by the names of their files. */
export function partsOf({ frame }: Settings): Promise<readonly string[]> {
  return frame.locator('html').evaluate(() => {
    const loaded = performance.getEntriesByType('resource') as unknown as readonly {
      readonly name: string;
      readonly responseStatus: number;
    }[];
    return loaded
      .filter(({ responseStatus }) => responseStatus === 200)
      .flatMap(({ name }) => /\/settings-ui\/.*\/([\w-]+)-.{8}\.js(?:\?.*)?$/.exec(name)?.[1] ?? [])
      .toSorted();
  });
}

/** Waits until the energy that was chosen is drawn. */
export async function drawn({ frame }: Settings): Promise<void> {
  await frame.locator('.energy:not(.is-stale) .period h3:not(:empty)').waitFor();
}

/** The rows of the energy's table, each with its cells by the headings of the columns. */
export async function tableRows({ frame }: Settings): Promise<readonly { readonly [heading: string]: string }[]> {
  const [head = [], ...rows] = await frame
    .locator('.energy tr')
    .evaluateAll((all) => all.map((row) => Array.from(row.children, ({ textContent }) => textContent ?? '')));
  return rows.map((cells) => Object.fromEntries(cells.map((text, index) => [head[index] ?? '', text])));
}
