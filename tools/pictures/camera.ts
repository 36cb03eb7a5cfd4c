import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import type { Look, Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import { markdownIn, USER_PAGES } from '../../testbed/markdown.ts';
import { withPalette } from './palette.ts';
import { type FixedAnswers, type Names, openWithNames } from './replaced-names.ts';
import { type Extent, wordsShown } from './shown-words.ts';

/** Every picture, to be looked at. Git ignores the folder. */
const PICTURES = fileURLToPath(new URL('../../pictures/', import.meta.url));
/** The pictures that a document shows. */
const SHOWN = fileURLToPath(new URL('../../docs/images/', import.meta.url));
/** The words in each of these, one a line: a test finds each of them in the texts of today. */
const WORDS = `${SHOWN}words/`;
/** Long enough to draw curves and cards, and to receive three readings. */
export const SETTLED_MS = 4_000;
/** So narrow that the letters can still be read where a document shows a picture beside another one. */
const WINDOW = { width: 560, height: 5000, scale: 2 };

/** A part of the plugin's page, by CSS selectors: only one element, or everything from one to the end of another. */
export type Part = { readonly only: string } | Extent;

export interface Camera {
  /** Opens the plugin's settings for a picture. */
  opened(ui: Ui, look: Look, names: Names, answers?: FixedAnswers): Promise<Settings>;
  /**
   * Takes a picture and stores it under this name. Where a document shows that picture, it and its words are stored there, too.
   * @param part what to show of the plugin's page; all of it unless given
   */
  shoot(settings: Settings, name: string, part?: Part): Promise<void>;
  /** Stores a picture of what a window shows of another page in the same way. */
  shootWindow(page: Page, name: string): Promise<void>;
}

export function cameraIn(browser: Browser): Camera {
  for (const folder of [PICTURES, WORDS]) mkdirSync(folder, { recursive: true });
  const texts = Object.values(USER_PAGES).flatMap((pages) => pages.map((path) => markdownIn(path).text));
  return {
    opened(ui, look, names, answers = {}) {
      const nowMs = Date.now() + ui.aheadMs;
      return openWithNames(browser, ui, { ...WINDOW, nowMs, ...look }, names, answers);
    },
    async shoot({ page, frame }, name, part = {}) {
      await page.mouse.move(0, 0);
      await delay(300);
      const whole = frame.locator('main');
      const extent = 'only' in part ? { from: part.only, downTo: part.only } : { downTo: 'main', ...part };
      const clip = await clipOf(frame, whole, extent);
      await keep(name, await page.screenshot({ clip }), await wordsShown(whole, extent));
    },
    async shootWindow(page, name) {
      await keep(name, await page.screenshot(), await wordsShown(page.locator('main')));
    },
  };

  async function keep(name: string, taken: Buffer, words: readonly string[]): Promise<void> {
    // An empty page, since the policy of the house's own does not let it decode a picture.
    const page = await browser.newPage();
    const picture = await withPalette(taken, page);
    await page.close();
    writeFileSync(`${PICTURES}${name}.png`, picture);
    if (!texts.some((text) => text.includes(`images/${name}.png`))) return;
    writeFileSync(`${SHOWN}${name}.png`, picture);
    writeFileSync(`${WORDS}${name}.txt`, words.map((text) => `${text}\n`).join(''));
  }
}

/** The space around a part. */
const MARGIN_PX = 10;

async function clipOf(frame: FrameLocator, whole: Locator, { from, downTo = 'main' }: Extent) {
  const [all, first, last] = await Promise.all([
    boxOf(whole),
    boxOf(from === undefined ? whole : frame.locator(from)),
    boxOf(frame.locator(downTo)),
  ]);
  return {
    x: all.x - MARGIN_PX,
    y: first.y - MARGIN_PX,
    width: all.width + 2 * MARGIN_PX,
    height: last.y + last.height - first.y + 2 * MARGIN_PX,
  };
}

async function boxOf(element: Locator) {
  const box = await element.boundingBox();
  if (!box) throw new Error('what the picture is to show is not on the page');
  return box;
}
