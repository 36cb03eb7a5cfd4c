import type { TileName } from '../config/config.ts';
import { isShort, mostLoadedA, type PerPhase, type Reading } from '../reading.ts';
import type { Texts } from '../texts/texts.ts';

/**
 * The range of a tile's number. A light sensor is the one sensor of Apple Home with a range this wide; its own smallest
 * value is 0.0001 lux, so that 0 has to be asked for.
 */
export const TILE_RANGE = { minValue: 0, maxValue: 100_000, minStep: 1 };

/** What a tile shows of a reading, within `RANGE`. A number that the reading does not carry is absent; 0 is a number. */
export interface TileValue {
  /** VA drawn, A of the most loaded phase, or VA given to the grid. */
  readonly number?: number;
  /** A, for the current tile of a three-phase meter. */
  readonly byPhase?: PerPhase;
}

export function tileName(meterName: string, tile: TileName, texts: Texts['homekit']): string {
  return texts.tile[tile](meterName);
}

/** @param phases how many the meter has, when that is known: a damaged reading may not tell, yet carry its currents */
export function tileValueOf(tile: TileName, reading: Reading, phases: 1 | 3 | undefined): TileValue {
  switch (tile) {
    case 'power':
      return numberShown(reading.apparentPowerVA);
    case 'injection':
      return numberShown(reading.injectedPowerVA);
    case 'current':
      return { ...numberShown(mostLoadedA(reading.currentA, phases)), ...(phases === 3 && byPhase(reading.currentA)) };
  }
}

/** Whether the reading is no silence of the tile although it lacks its number. */
export function isExpectedGap(tile: TileName, reading: Reading): boolean {
  return tile === 'power' && isShort(reading);
}

function byPhase(currentA: PerPhase = {}): TileValue {
  const each = Object.entries(currentA).map(([phase, amperes]) => [phase, clamped(amperes)]);
  return { byPhase: Object.fromEntries(each) };
}

function numberShown(number: number | undefined): TileValue {
  return number === undefined ? {} : { number: clamped(number) };
}

function clamped(number: number): number {
  return Math.min(Math.max(number, TILE_RANGE.minValue), TILE_RANGE.maxValue);
}
