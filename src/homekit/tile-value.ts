import type { TileQuantity } from '../config/config.ts';
import { isShortReading, mostLoadedA, type PerPhase, type Reading } from '../reading/reading.ts';
import type { Texts } from '../texts/texts.ts';

/**
 * The range of the number on a tile. A light sensor is the only sensor of Apple Home with so wide a range. Its usual
 * minimum is 0.0001 lux, so 0 must be set explicitly.
 */
export const TILE_RANGE = { minValue: 0, maxValue: 100_000, minStep: 1 };

/** What a tile shows of a reading, clamped to `TILE_RANGE`. Absent if the reading does not carry it. */
export interface TileValue {
  /** VA drawn, A of the most loaded phase, or VA injected into the grid. */
  readonly number?: number;
  /** A of each phase, for the current tile of a three-phase meter. */
  readonly byPhase?: PerPhase;
}

/** The name of a tile in Apple Home, such as `Linky Power`. */
export function tileDisplayName(meterName: string, tile: TileQuantity, texts: Texts['homekit']): string {
  return texts.tile[tile](meterName);
}

/** @param phases how many phases the meter is known to have; a damaged reading with currents may not show it */
export function tileValueOf(tile: TileQuantity, reading: Reading, phases: 1 | 3 | undefined): TileValue {
  switch (tile) {
    case 'power':
      return clampedNumber(reading.apparentPowerVA);
    case 'injection':
      return clampedNumber(reading.injectedPowerVA);
    case 'current':
      return {
        ...clampedNumber(mostLoadedA(reading.currentA, phases)),
        ...(phases === 3 && clampedPhases(reading.currentA)),
      };
  }
}

/** Whether it is normal that this reading lacks the tile's number: a short frame never carries the power. */
export function isExpectedGap(tile: TileQuantity, reading: Reading): boolean {
  return tile === 'power' && isShortReading(reading);
}

function clampedPhases(currentA: PerPhase = {}): TileValue {
  const clampedA = Object.entries(currentA).map(([phase, amperes]) => [phase, clamp(amperes)]);
  return { byPhase: Object.fromEntries(clampedA) };
}

function clampedNumber(number: number | undefined): TileValue {
  return number === undefined ? {} : { number: clamp(number) };
}

function clamp(number: number): number {
  return Math.min(Math.max(number, TILE_RANGE.minValue), TILE_RANGE.maxValue);
}
