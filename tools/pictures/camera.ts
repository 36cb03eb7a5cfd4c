import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import type { Look, Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import { withPalette } from './palette.ts';
import { type FixedAnswers, type Names, openWithNames } from './replaced-names.ts';

/** Every picture, to be looked at. Git ignores the folder. */
const PICTURES = fileURLToPath(new URL('../../pictures/', import.meta.url));
/** The pictures that a document shows. */
const SHOWN = fileURLToPath(new URL('../../docs/images/', import.meta.url));
/** Long enough to draw curves and cards, and to receive three readings. */
export const SETTLED_MS = 4_000;

/** A part of the page, by CSS selectors: only one element, or everything down to the end of one. */
type Part = { readonly only: string } | { readonly downTo: string };

export interface Camera {
  /** Opens the plugin's settings for a picture. */
  opened(ui: Ui, look: Look, names: Names, answers?: FixedAnswers): Promise<Settings>;
  /**
   * Takes a picture and stores it under this name; it also replaces the one of that name that a document shows.
   * @param part what to show of the page; all of it unless given
   */
  shoot(settings: Settings, name: string, part?: Part): Promise<void>;
  /** Stores a picture of another page in the same way. */
  keep(name: string, taken: Buffer): Promise<void>;
}

export function cameraIn(browser: Browser): Camera {
  mkdirSync(PICTURES, { recursive: true });
  return {
    opened(ui, look, names, answers = {}) {
      const size = { height: 2400, scale: 2, nowMs: Date.now() + ui.aheadMs };
      return openWithNames(browser, ui, { ...size, ...look }, names, answers);
    },
    async shoot(settings, name, part) {
      const { page } = settings;
      await page.mouse.move(0, 0);
      await delay(300);
      await keep(name, await pictureOf(settings, part));
    },
    keep,
  };

  async function keep(name: string, taken: Buffer): Promise<void> {
    // An empty page, since the policy of the house's own does not let it decode a picture.
    const page = await browser.newPage();
    const picture = await withPalette(taken, page);
    await page.close();
    writeFileSync(`${PICTURES}${name}.png`, picture);
    if (existsSync(`${SHOWN}${name}.png`)) writeFileSync(`${SHOWN}${name}.png`, picture);
  }
}

/** The space below a part. */
const MARGIN_PX = 16;

async function pictureOf({ page, dialogue, frame }: Settings, part: Part | undefined): Promise<Buffer> {
  if (part === undefined) return dialogue.screenshot();
  if ('only' in part) return frame.locator(part.only).screenshot();
  const [all, last] = [await dialogue.boundingBox(), await frame.locator(part.downTo).boundingBox()];
  if (!all || !last) throw new Error(`no ${part.downTo} on the page`);
  return page.screenshot({ clip: { ...all, height: last.y + last.height + MARGIN_PX - all.y } });
}
