import { isPowerFrom } from '../../meter/numbered-frames.ts';
import {
  HANG_MATTER_CALL,
  isFlagRaised,
  MATTER_CALLED_AGAIN,
  MATTER_STATE,
  raiseFlag,
  readReport,
} from '../flag-files.ts';
import type { World } from '../world.ts';

/** Matter's unit is the mVA. */
const MVA_PER_VA = 1_000;

export const matterWorlds: readonly World[] = [
  {
    name: 'a call of Homebridge’s Matter never settles',
    home: 'line',
    says: [
      /Homebridge has not answered about this meter in Matter/,
      /Homebridge answers again about this meter in Matter/,
    ],
    async play({ flagFolder, homebridge, meter, until }) {
      const fromLine = homebridge.log.length;
      raiseFlag(flagFolder, HANG_MATTER_CALL);
      await until('a call of Matter hangs', () => !isFlagRaised(flagFolder, HANG_MATTER_CALL));
      await until('Matter is called again', () => isFlagRaised(flagFolder, MATTER_CALLED_AGAIN));
      await homebridge.waitForLog('Homebridge answers again about this meter in Matter', fromLine);
      const newest = meter.sent;
      const shownVA = () => JSON.parse(readReport(flagFolder, MATTER_STATE)).apparentPower / MVA_PER_VA;
      await until('Matter shows the newest frame', () => isPowerFrom(shownVA(), newest));
      return [];
    },
  },
];
