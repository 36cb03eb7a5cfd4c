import { setTimeout as delay } from 'node:timers/promises';
import { isPowerFrom } from '../expectations.ts';
import { GOES_ON, isOpen, NEVER_SETTLES, order, reported, SHOWN } from '../orders.ts';
import type { World } from '../world.ts';

const OBEYS_WITHIN = { timeout: 20_000 };
const GOES_ON_S = 30;
/** Matter counts in mVA. */
const MILLI = 1_000;

export const matterWorlds: readonly World[] = [
  {
    name: 'a call of Homebridge’s Matter never settles',
    home: 'matter',
    says: /has not answered/,
    async play({ home, expect }) {
      await order(home.orders, NEVER_SETTLES);
      await expect.poll(() => isOpen(home.orders, NEVER_SETTLES), OBEYS_WITHIN).toBe(false);
      await delay(GOES_ON_S * home.secondMs);
    },
    async check({ home, meters, expect }) {
      await expect
        .poll(() => isOpen(home.orders, GOES_ON), { ...OBEYS_WITHIN, message: 'Matter is called again' })
        .toBe(true);
      const newest = await meters.sent(home.meter);
      const shown = () => JSON.parse(reported(home.orders, SHOWN)).apparentPower / MILLI;
      await expect
        .poll(() => isPowerFrom(shown(), newest), { ...OBEYS_WITHIN, message: 'Matter shows the newest frame' })
        .toBe(true);
    },
  },
];
