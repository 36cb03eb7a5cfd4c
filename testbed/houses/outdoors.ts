const HOUR_S = 3600;
const DAY_S = 86_400;

/** From one month to another one, both included, from 1 to 12. */
export type Months = readonly [from: number, to: number];

/** Whether a month is one of these. */
export function isMonthIn([from, to]: Months, month: number): boolean {
  return from <= to ? month >= from && month <= to : month >= from || month <= to;
}

/** What is outside a house, at each second of its life, counted from a Monday at midnight. */
export interface Outdoors {
  /** How much heat the house wants, from 0 to 1. */
  heat(second: number): number;
  /** The share of its power with which a heat pump gives that heat. It stands still at 0. */
  pumping(second: number): number;
  /** What a clear sky gives to solar panels, as a share of their peak: 0 at night. */
  sun(second: number): number;
  /** Whether the day that begins at a second is in these months. */
  isIn(months: Months, second: number): boolean;
}

/** A heating season that does not end, with a sun that stays the same: where only the hours of a day matter. */
export const SAME_SEASON: Outdoors = { heat: wantedHeat, pumping: wantedHeat, sun: equalDays, isIn: () => true };

/** Less in the afternoon, and not the same on each day. */
function wantedHeat(second: number): number {
  const day = Math.floor(second / DAY_S);
  const hour = (second / HOUR_S) % 24;
  const cold = 0.42 + 0.2 * Math.sin(day * 1.7) + 0.08 * Math.sin(day * 4.1);
  return Math.min(1, Math.max(0.05, cold - 0.18 * Math.sin(((hour - 9) / 24) * 2 * Math.PI)));
}

/** A bell from 7 to 19. */
function equalDays(second: number): number {
  const hour = (second / HOUR_S) % 24;
  return hour <= 7 || hour >= 19 ? 0 : Math.sin(((hour - 7) / 12) * Math.PI);
}
