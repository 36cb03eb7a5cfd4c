// Declares the type of `window.homebridge`.
import type {} from '@homebridge/plugin-ui-utils/ui.interface';
import type { PageWords } from './model/page-words.ts';
import type { Ask } from './server-requests.ts';
import type { Settings } from './settings.ts';
import type { StatusFeed } from './status-feed.ts';

/** What every view is given. */
export interface Page {
  readonly words: PageWords;
  readonly settings: Settings;
  readonly ask: Ask;
  readonly status: StatusFeed;
}
