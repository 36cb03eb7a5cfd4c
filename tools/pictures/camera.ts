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

export interface Camera {
  /** Opens the plugin's settings for a picture. */
  opened(ui: Ui, look: Look, names: Names, answers?: FixedAnswers): Promise<Settings>;
  /** Takes a picture and stores it under this name; it also replaces the one of that name that a document shows. */
  shoot(settings: Settings, name: string): Promise<void>;
}

export function cameraIn(browser: Browser): Camera {
  mkdirSync(PICTURES, { recursive: true });
  return {
    opened(ui, look, names, answers = {}) {
      const size = { height: 2400, scale: 2, nowMs: Date.now() + ui.aheadMs };
      return openWithNames(browser, ui, { ...size, ...look }, names, answers);
    },
    async shoot({ dialogue, page }, name) {
      await page.mouse.move(0, 0);
      await delay(300);
      const picture = await withPalette(await dialogue.screenshot(), page);
      writeFileSync(`${PICTURES}${name}.png`, picture);
      if (existsSync(`${SHOWN}${name}.png`)) writeFileSync(`${SHOWN}${name}.png`, picture);
    },
  };
}
