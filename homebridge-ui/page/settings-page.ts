// Declares the type of `window.homebridge`.
import type {} from '@homebridge/plugin-ui-utils/ui.interface';
import { slugOf } from '../../src/config/slug.ts';
import type { Protocol } from '../../src/ui/protocol.ts';
import type { Ask } from './ask.ts';
import { every } from './every.ts';
import { metersOf, pricesTyped } from './model/config-block.ts';
import type { Page, SetMeters } from './page.ts';
import type { Settings } from './settings.ts';
import type { Turns } from './status-feed.ts';

/** What the views receive on the settings page only. */
export interface SettingsPage extends Page {
  readonly settings: Settings;
  readonly ask: Ask<Protocol>;
}

const STATUS_EVERY_MS = 2000;

/** Asks every two seconds. */
export const everyTwoSeconds: Turns = (refresh) => {
  every(STATUS_EVERY_MS, async () => {
    await refresh();
  });
};

/** The meters in the settings that are being edited. */
export function editedMeters(settings: Settings): SetMeters {
  return {
    all: () => metersOf(settings.block).map(({ name }) => ({ slug: slugOf(name), name })),
    isPriced: (meter) => typedPrices(meter) !== undefined,
    typedPrices(meter) {
      const prices = typedPrices(meter);
      return prices === undefined ? {} : { prices };
    },
  };

  /** The prices of a meter in the settings, unchecked; undefined if it has none. */
  function typedPrices(meter: string): unknown {
    const index = metersOf(settings.block).findIndex(({ name }) => slugOf(name) === meter);
    const prices = index < 0 ? undefined : pricesTyped(settings.block, index);
    return Array.isArray(prices) && prices.length > 0 ? prices : undefined;
  }
}
