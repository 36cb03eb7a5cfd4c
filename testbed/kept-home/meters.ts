import { parisHourOf } from '../../src/base/paris-time.ts';
import type { Reading, TicMode } from '../../src/reading/reading.ts';
import { horodateOf } from '../../src/source/demo/frames.ts';
import { Decoder } from '../../src/tic/decoder.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { type KeptContract, rememberingFollower } from '../contract-memory.ts';
import { groupsOf, offPeakGroups, voltAmperes } from '../support/frames.ts';
import { MINUTE_MS } from '../support/time.ts';

/** The two meters of the kept home: a consumer with off-peak hours, and a producer with three phases. */
export const METERS = ['Linky', 'Atelier'] as const;
export type MeterName = (typeof METERS)[number];

export const MODES: { readonly [N in MeterName]: TicMode } = { Linky: 'historique', Atelier: 'standard' };

/** What a meter shows at a moment. */
export interface Shown {
  readonly atMs: number;
  /** The power that the house draws from this meter. */
  readonly va: number;
  /** What each register has counted since the first frame. */
  readonly countedWh: Counted;
}

export interface Counted {
  readonly offPeak: number;
  readonly peak: number;
}

/** The groups of a frame of each meter. */
export const GROUPS: { readonly [N in MeterName]: (shown: Shown) => readonly WireGroup[] } = {
  Linky: ({ atMs, va, countedWh }) =>
    offPeakGroups({
      HCHC: digits(2_565_285 + countedWh.offPeak, 9),
      HCHP: digits(4_120_310 + countedWh.peak, 9),
      PTEC: isOffPeak(atMs) ? 'HC..' : 'HP..',
      IINST: digits(va / 230, 3),
      PAPP: voltAmperes(va),
    }),
  Atelier: ({ atMs, va, countedWh }) => [
    ...groupsOf({ ADSC: '041900000002', VTIC: '02' }),
    { label: 'DATE', horodate: horodateOf(atMs), data: '' },
    ...groupsOf({
      NGTF: '     PRODUCTEUR ',
      LTARF: isOffPeak(atMs) ? '  HEURE  CREUSE ' : '  HEURE  PLEINE ',
      EAST: digits(8_004_000 + countedWh.offPeak + countedWh.peak, 9),
      EASF01: digits(3_004_000 + countedWh.offPeak, 9),
      EASF02: digits(5_000_000 + countedWh.peak, 9),
      EAIT: digits(1_200_000 + countedWh.peak * 2, 9),
      IRMS1: '002',
      IRMS2: '004',
      IRMS3: '006',
      URMS1: '231',
      URMS2: '231',
      URMS3: '231',
      PREF: '12',
      SINSTS: voltAmperes(va),
      SINSTS1: digits(va / 3, 5),
      SINSTS2: digits(va / 3, 5),
      SINSTS3: digits(va / 3, 5),
      SINSTI: '02100',
      // The dry contact is closed (bit 0 is 0), the house gives (bit 8), and the index of this hour counts (bits 10 to 13).
      STGE: isOffPeak(atMs) ? '003A0100' : '003A0500',
      NTARF: isOffPeak(atMs) ? '01' : '02',
    }),
  ],
};

/** What a meter has counted since its first frame, by the moments that it is asked about, one after the other: it draws 600 W. */
export function counting(beganAtMs: number): (atMs: number) => Counted {
  let minuteMs = beganAtMs;
  let counted: Counted = { offPeak: 0, peak: 0 };
  return (atMs) => {
    for (; minuteMs < atMs; minuteMs += MINUTE_MS) {
      const register = isOffPeak(minuteMs) ? 'offPeak' : 'peak';
      counted = { ...counted, [register]: counted[register] + WH_A_MINUTE };
    }
    return counted;
  };
}

const WH_A_MINUTE = 10;

/** How the plugin reads the frames of a meter, one after the other, and what it keeps of the contract. */
export function reader(name: MeterName): { read(shown: Shown): Reading; readonly kept: KeptContract } {
  const decoder = new Decoder(MODES[name]);
  let before: Reading | undefined;
  const follower = rememberingFollower();
  return {
    read(shown) {
      const [frame] = decoder
        .decode(encodeFrame(GROUPS[name](shown), MODES[name]))
        .flatMap((one) => (one.kind === 'frame' ? one.frame : []));
      if (!frame) throw new Error(`${name} has sent no frame`);
      before = readingFromFrame(frame, shown.atMs, before);
      return follower.follow(before);
    },
    get kept() {
      return follower.kept;
    },
  };
}

function isOffPeak(atMs: number): boolean {
  const hour = parisHourOf(atMs);
  return hour < 6 || hour >= 22;
}

function digits(value: number, length: number): string {
  return String(Math.floor(value)).padStart(length, '0');
}
