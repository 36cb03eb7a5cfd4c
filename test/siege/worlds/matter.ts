import { setTimeout as delay } from 'node:timers/promises';
import { isPowerFrom } from '../expectations.ts';
import {
  HANG_MATTER_CALL,
  isFlagRaised,
  MATTER_CALLED_AGAIN,
  MATTER_STATE,
  raiseFlag,
  readReport,
} from '../flag-files.ts';
import type { World } from '../world.ts';

const DURATION_S = 30;
/** Matter's unit is the mVA. */
const MVA_PER_VA = 1_000;

export const matterWorlds: readonly World[] = [
  {
    name: 'a call of Homebridge’s Matter never settles',
    home: 'line',
    says: /has not answered/,
    async play({ home, expect }) {
      await raiseFlag(home.flagFolder, HANG_MATTER_CALL);
      await expect.poll(() => isFlagRaised(home.flagFolder, HANG_MATTER_CALL)).toBe(false);
      await delay(DURATION_S * home.secondMs);
    },
    async check({ home, meters, expect }) {
      await expect
        .poll(() => isFlagRaised(home.flagFolder, MATTER_CALLED_AGAIN), { message: 'Matter is called again' })
        .toBe(true);
      const newest = await meters.sent(home.meter);
      const shown = () => JSON.parse(readReport(home.flagFolder, MATTER_STATE)).apparentPower / MVA_PER_VA;
      await expect.poll(() => isPowerFrom(shown(), newest), { message: 'Matter shows the newest frame' }).toBe(true);
    },
  },
];
