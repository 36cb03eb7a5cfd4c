import type { Reading } from './reading.ts';
import type { NumberWriter } from './texts/numbers.ts';

/**
 * A reading in one line: `1 230 VA · 5 A · 12 345.678 kWh · HP..`. Units and tariff codes are the same in every language;
 * `number` writes numbers in the user's.
 */
export function summaryOf(
  { apparentPowerVA, injectedPowerVA, currentA = {}, importedWh, tariff }: Reading,
  number: NumberWriter,
): string {
  const currents = Object.values(currentA).map((amperes) => number(amperes));
  const parts = [
    apparentPowerVA === undefined ? undefined : `${number(apparentPowerVA)} VA`,
    injectedPowerVA ? `↑ ${number(injectedPowerVA)} VA` : undefined,
    currents.length > 0 ? `${currents.join(' / ')} A` : undefined,
    importedWh === undefined ? undefined : `${number(importedWh / 1000, 3)} kWh`,
    tariff,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
