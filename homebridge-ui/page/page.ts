// What Homebridge's page puts into `window.homebridge`.
import type {} from '@homebridge/plugin-ui-utils/ui.interface';
import type { Ask } from './asking.ts';
import type { Words } from './model/words.ts';
import type { Settings } from './settings.ts';

/** What every part of the page works with. */
export interface Page {
  readonly words: Words;
  readonly settings: Settings;
  readonly ask: Ask;
}
