import { setTimeout as delay } from 'node:timers/promises';
import { GOES_ON, isOpen, NEVER_SETTLES, order } from '../orders.ts';
import type { World } from '../world.ts';

const OBEYS_WITHIN = { timeout: 20_000 };
const GOES_ON_S = 30;

export const matterWorlds: readonly World[] = [
  {
    name: 'a call of Homebridge’s Matter never settles',
    home: 'matter',
    async play({ home, expect }) {
      await order(home.orders, NEVER_SETTLES);
      await expect.poll(() => isOpen(home.orders, NEVER_SETTLES), OBEYS_WITHIN).toBe(false);
      await delay(GOES_ON_S * home.secondMs);
    },
    async check({ home, expect }) {
      await expect
        .poll(() => isOpen(home.orders, GOES_ON), { ...OBEYS_WITHIN, message: 'Matter is called again' })
        .toBe(true);
    },
  },
];
