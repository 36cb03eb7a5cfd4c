// What Homebridge's page puts into `window.homebridge`.
import type {} from '@homebridge/plugin-ui-utils/ui.interface';
import type { PageWords } from './model/page-words.ts';
import type { Ask } from './server-requests.ts';
import type { Settings } from './settings.ts';

/** What every part of the page works with. */
export interface Page {
  readonly words: PageWords;
  readonly settings: Settings;
  readonly ask: Ask;
}
