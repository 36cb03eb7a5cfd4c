import { setTimeout as delay } from 'node:timers/promises';
import { isPowerFrom } from '../expectations.ts';
import { GOES_ON, isFlagRaised, NEVER_SETTLES, raiseFlag, readReport, SHOWN } from '../flag-files.ts';
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
      await raiseFlag(home.orders, NEVER_SETTLES);
      await expect.poll(() => isFlagRaised(home.orders, NEVER_SETTLES), OBEYS_WITHIN).toBe(false);
      await delay(GOES_ON_S * home.secondMs);
    },
    async check({ home, meters, expect }) {
      await expect
        .poll(() => isFlagRaised(home.orders, GOES_ON), { ...OBEYS_WITHIN, message: 'Matter is called again' })
        .toBe(true);
      const newest = await meters.sent(home.meter);
      const shown = () => JSON.parse(readReport(home.orders, SHOWN)).apparentPower / MILLI;
      await expect
        .poll(() => isPowerFrom(shown(), newest), { ...OBEYS_WITHIN, message: 'Matter shows the newest frame' })
        .toBe(true);
    },
  },
];
