import type { Language } from '../texts/texts.ts';

/** Quantities in words, as the page itself writes them. */
export interface Quantities {
  /** `1,234 VA`. */
  va(value: number): string;
  /** @param ratio 1 is 100 %
   * @param digits at most */
  percent(ratio: number, digits?: number): string;
}

export function quantitiesIn(language: Language): Quantities {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  return {
    va: (value) => `${whole.format(value)}\u00a0VA`,
    percent: (ratio, digits = 0) =>
      new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(ratio),
  };
}
