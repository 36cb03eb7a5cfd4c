import type { Frame, PerPhase, Reading, TicMode } from '../../src/reading/reading.ts';
import { SECOND_MS } from '../support/time.ts';
import type { Grid } from './grid.ts';
import type { House } from './house.ts';

/** A frame of a house's meter, and what is true at that moment. */
export interface Told {
  readonly reading: Reading;
  /** The last second that had ended when the frame began: all values of the frame are of that second. */
  readonly second: number;
  /** The active power of that second, negative while the house gives. */
  readonly activeW: number;
  /** The energy drawn less the energy given, until the end of that second. */
  readonly netWh: number;
  /** The energy drawn and the energy given together. */
  readonly grossWh: number;
}

const DAY_S = 86_400;
const LOST_SHARE = 0.01;
const OUTAGE_S = [300, 1200] as const;
/** What the register said when the house was first looked at. */
const FIRST_WH = 12_345_678;

/** Which share of the time a frame takes; it is read up to so much later, because a port is not read all the time. */
const FRAME_SHARE = 0.9;
const READ_LATE_MS = 50;

/**
 * The meter of a house, in one mode. It integrates active energy by the second, and tells whole VA (historique: tens of
 * VA), whole Wh of each register and whole A, a frame late at most (54E). One frame in a hundred is lost on the line.
 * It measures without an error, and all values of a frame are of the same second, which nobody has said of a real one.
 */
export class HouseMeter {
  readonly frameMs: number;
  readonly #house: House;
  readonly #mode: TicMode;
  readonly #random: () => number;
  readonly #frame: Frame;
  #nextFrameMs: number;
  /** By tariff period: the one by day, the one by night. */
  readonly #drawnWh: [number, number] = [FIRST_WH, FIRST_WH / 2];
  #givenWh = 0;
  #outage: readonly [number, number] = [0, 0];

  constructor(house: House, mode: TicMode, random: () => number) {
    this.#house = house;
    this.#mode = mode;
    this.#random = random;
    this.frameMs = frameMsOf(house, mode);
    this.#nextFrameMs = SECOND_MS + random() * SECOND_MS;
    this.#frame = { mode, address: String(house.seed).padStart(12, '0'), labels: {}, horodates: {}, refused: 0 };
  }

  /** Counts a second that has ended, and hands over each frame that begins within the next one. */
  count(second: number, grid: Grid, take: (told: Told) => void): void {
    const activeW = grid.activeW.reduce((sum, watts) => sum + watts);
    const period = this.#house.tariff !== 'base' && isNight(this.#house, second) ? 1 : 0;
    if (activeW >= 0) this.#drawnWh[period] += activeW / 3600;
    else this.#givenWh -= activeW / 3600;
    if (this.#house.hasOutages && second % DAY_S === 0) this.#outage = this.#outageOf(second);
    for (; this.#nextFrameMs < (second + 2) * SECOND_MS; this.#nextFrameMs += this.frameMs) {
      const isLost = this.#random() < LOST_SHARE;
      const readMs = this.#nextFrameMs + this.frameMs * FRAME_SHARE + this.#random() * READ_LATE_MS;
      if (isLost || (second >= this.#outage[0] && second < this.#outage[1])) continue;
      const drawnWh = this.#drawnWh[0] + this.#drawnWh[1];
      take({
        reading: this.#reading(readMs, grid, period),
        second,
        activeW,
        netWh: drawnWh - this.#givenWh,
        grossWh: drawnWh + this.#givenWh,
      });
    }
  }

  #outageOf(dayStart: number): readonly [number, number] {
    const from = dayStart + Math.floor(this.#random() * (DAY_S - OUTAGE_S[1]));
    return [from, from + OUTAGE_S[0] + Math.floor(this.#random() * (OUTAGE_S[1] - OUTAGE_S[0]))];
  }

  #reading(monotonicMs: number, grid: Grid, period: 0 | 1): Reading {
    const { phases, subscribedVA } = this.#house;
    const signedVA = signedApparentVA(grid, phases);
    const netVA = signedVA[0] + signedVA[1] + signedVA[2];
    const shared = { monotonicMs, phases, subscribedVA, frame: this.#frame };
    return this.#mode === 'standard'
      ? { ...shared, ...this.#standard(grid, signedVA, netVA, period) }
      : { ...shared, ...this.#historique(grid, netVA, period) };
  }

  #standard(grid: Grid, signedVA: readonly [number, number, number], netVA: number, period: 0 | 1) {
    const { phases, isProducer, tariff } = this.#house;
    const [day, night] = this.#drawnWh;
    const importedWh = Math.floor(day + night);
    const exportedWh = Math.floor(this.#givenWh);
    const registers =
      tariff === 'base'
        ? { EAST: importedWh, EASF01: importedWh }
        : { EAST: importedWh, EASF01: Math.floor(night), EASF02: Math.floor(day) };
    return {
      apparentPowerVA: Math.max(0, Math.round(netVA)),
      currentA: perPhase(phases, (phase) => Math.round((grid.apparentVA[phase] as number) / voltage(grid, phase))),
      voltageV: perPhase(phases, (phase) => Math.round(voltage(grid, phase))),
      importedWh,
      registers: isProducer ? { ...registers, EAIT: exportedWh } : registers,
      tariff: tariff === 'base' ? 'BASE' : period === 1 ? 'HEURE CREUSE' : 'HEURE PLEINE',
      tariffIndex: tariff === 'base' ? 1 : 2 - period,
      isGiving: netVA < 0,
      ...(phases === 3 && {
        apparentPowerVAByPhase: perPhase(phases, (phase) => Math.max(0, Math.round(signedVA[phase as 0 | 1 | 2]))),
      }),
      ...(isProducer && { injectedPowerVA: Math.max(0, Math.round(-netVA)), exportedWh }),
    };
  }

  #historique(grid: Grid, netVA: number, period: 0 | 1) {
    const { phases, tariff } = this.#house;
    const [day, night] = this.#drawnWh.map(Math.floor) as [number, number];
    const registers: { readonly [label: string]: number } =
      tariff === 'base'
        ? { BASE: Math.floor(this.#drawnWh[0] + this.#drawnWh[1]) }
        : tariff === 'tempo'
          ? { BBRHCJB: night, BBRHPJB: day, BBRHCJW: 0, BBRHPJW: 0, BBRHCJR: 0, BBRHPJR: 0 }
          : { HCHC: night, HCHP: day };
    return {
      apparentPowerVA: Math.max(0, Math.round(netVA / 10) * 10),
      currentA: perPhase(phases, (phase) => Math.round((grid.apparentVA[phase] as number) / voltage(grid, phase))),
      importedWh: Object.values(registers).reduce((sum, wh) => sum + wh),
      registers,
      tariff: tariff === 'base' ? 'TH..' : period === 1 ? 'HC..' : 'HP..',
    };
  }
}

/**
 * How often frames begin, in ms. A long frame at 1200 baud takes more than a second; the longest is that of a three-phase
 * meter or of Tempo. The meter's line and its seconds do not keep step.
 */
function frameMsOf({ phases, tariff, standardFrameMs }: House, mode: TicMode): number {
  if (mode === 'standard') return standardFrameMs + 1;
  return phases === 3 ? 2403 : tariff === 'tempo' ? 2503 : 1503;
}

/** Tempo's cheap hours are from 22:00 to 6:00, those of this peak and off-peak contract from 22:30 to 6:30. */
function isNight({ tariff }: House, second: number): boolean {
  const hour = (second % DAY_S) / 3600;
  return tariff === 'tempo' ? hour >= 22 || hour < 6 : hour >= 22.5 || hour < 6.5;
}

/** The apparent power of each phase, negative where active power flows to the grid (54E). */
function signedApparentVA(grid: Grid, phases: 1 | 3): readonly [number, number, number] {
  const of = (phase: number) =>
    phase < phases ? (grid.apparentVA[phase] as number) * ((grid.activeW[phase] as number) < 0 ? -1 : 1) : 0;
  return [of(0), of(1), of(2)];
}

function voltage(grid: Grid, phase: number): number {
  return grid.voltageV[phase] as number;
}

function perPhase(phases: 1 | 3, value: (phase: number) => number): PerPhase {
  return phases === 1 ? { 1: value(0) } : { 1: value(0), 2: value(1), 3: value(2) };
}
