import type { Frame, Reading, TicMode } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import type { Wattmeter } from '../../src/watts/wattmeter.ts';
import { SECOND_MS } from '../../testbed/support/time.ts';

/** What a house draws: VA, and W for each VA. Negative VA are exported to the grid. */
export interface Load {
  readonly va: number;
  readonly factor: number;
}

export interface SmallMeterOptions {
  readonly mode?: TicMode;
  readonly address?: string;
  /** Whether the meter counts what is given. Standard mode only. */
  readonly isProducer?: boolean;
  /** What the index says at first. */
  readonly firstWh?: number;
  readonly firstMs?: number;
}

/** How long frames take. A line and its meter's seconds do not keep step. */
const FRAME_MS = { standard: 1001, historique: 1503 } as const;

/** A meter with a load that is known: it tells the power of the second that has ended, and whole Wh. */
export class SmallMeter {
  readonly mode: TicMode;
  readonly #address: string;
  readonly #isProducer: boolean;
  #drawnWh: number;
  #givenWh = 500.7;
  /** What the second register of a contract with two periods has counted; undefined while there is one period. */
  #offPeakWh: number | undefined;
  #isOffPeak = false;
  #nowMs: number;
  #nextFrameMs: number;

  constructor(options: SmallMeterOptions = {}) {
    const { mode = 'standard', address = '012345678901', isProducer = false, firstWh = 1_000_000.37 } = options;
    this.mode = mode;
    this.#address = address;
    this.#isProducer = isProducer;
    this.#drawnWh = firstWh;
    this.#nowMs = options.firstMs ?? 7_000_000;
    this.#nextFrameMs = this.#nowMs + SECOND_MS + 123;
  }

  /** Counts in the other period from now on, as a contract with peak and off-peak hours has it in historique. */
  changePeriod(isOffPeak: boolean): void {
    this.#offPeakWh ??= 400_000.81;
    this.#isOffPeak = isOffPeak;
  }

  /** The frames of some time in which the load stays the same. */
  frames(load: Load, seconds: number): Reading[] {
    const readings: Reading[] = [];
    for (let second = 0; second < seconds; second += 1) {
      this.#count((load.va * load.factor) / 3600);
      this.#nowMs += SECOND_MS;
      for (; this.#nextFrameMs < this.#nowMs + SECOND_MS; this.#nextFrameMs += FRAME_MS[this.mode]) {
        readings.push(this.#reading(load.va));
      }
    }
    return readings;
  }

  #count(wh: number): void {
    if (wh < 0) this.#givenWh -= wh;
    else if (this.#isOffPeak && this.#offPeakWh !== undefined) this.#offPeakWh += wh;
    else this.#drawnWh += wh;
  }

  #reading(va: number): Reading {
    const labels = this.mode === 'standard' ? this.#standard(va) : this.#historique(va);
    const frame = { mode: this.mode, address: this.#address, labels, horodates: {}, refused: 0 };
    return readingFromFrame(frame, this.#nextFrameMs + FRAME_MS[this.mode]);
  }

  #standard(va: number) {
    return {
      ADSC: this.#address,
      EAST: digits(this.#drawnWh, 9),
      SINSTS: digits(Math.max(0, Math.round(va)), 5),
      IRMS1: digits(Math.abs(va) / 230, 3),
      ...(this.#isProducer && { EAIT: digits(this.#givenWh, 9), SINSTI: digits(Math.max(0, Math.round(-va)), 5) }),
    };
  }

  #historique(va: number) {
    const registers: Frame['labels'] =
      this.#offPeakWh === undefined
        ? { BASE: digits(this.#drawnWh, 9), PTEC: 'TH..' }
        : {
            HCHC: digits(this.#offPeakWh, 9),
            HCHP: digits(this.#drawnWh, 9),
            PTEC: this.#isOffPeak ? 'HC..' : 'HP..',
          };
    return { ADCO: this.#address, ...registers, IINST: digits(va / 230, 3), PAPP: digits(Math.round(va / 10) * 10, 5) };
  }
}

function digits(value: number, count: number): string {
  return String(Math.floor(value)).padStart(count, '0');
}

/** Measures all readings, in their order. */
export function measureAll(wattmeter: Wattmeter, readings: readonly Reading[]): Reading[] {
  return readings.map((reading) => wattmeter.measure(reading));
}

/** By which share of the true power the W are wrong: 1 where they are absent. */
export function errorShare({ activePowerW = Number.NaN }: Reading, { va, factor }: Load): number {
  const trueW = va * factor;
  return Number.isNaN(activePowerW) ? 1 : Math.abs(activePowerW - trueW) / Math.abs(trueW);
}

/** The readings whose W are above their VA, in either direction. */
export function aboveVA(readings: readonly Reading[]): Reading[] {
  return readings.filter(({ activePowerW = 0, apparentPowerVA = 0, injectedPowerVA = 0 }) =>
    activePowerW < 0 ? -activePowerW > injectedPowerVA : activePowerW > apparentPowerVA,
  );
}
