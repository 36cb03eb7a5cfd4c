// What Homebridge's page puts into `window.homebridge`.
import type {} from '@homebridge/plugin-ui-utils/ui.interface';
import type { Protocol } from '../../src/ui/protocol.ts';
import type { Words } from './model/words.ts';
import type { Settings } from './settings.ts';

type Asked<P extends keyof Protocol> = Omit<Protocol[P]['asks'], 'language'>;
export type Ask = <P extends keyof Protocol>(path: P, body: Asked<P>) => Promise<Protocol[P]['answers']>;

/** What every part of the page works with. */
export interface Page {
  readonly words: Words;
  readonly settings: Settings;
  readonly ask: Ask;
}

/** Asks the page's server, in the page's language. */
export function askIn(language: Words['language']): Ask {
  return (path, body) => window.homebridge.request(path, { ...body, language });
}

/** Why a request failed, as its server or Homebridge said it. */
export function reasonOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
