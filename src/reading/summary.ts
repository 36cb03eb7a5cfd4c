import type { Reading } from './reading.ts';

/**
 * A reading in one line: `1 230 VA (≈ 1 105 W) · 5 A · 12 345.678 kWh · HP..`. The W follow the last VA, and are negative while the house
 * exports. A surplus, which is also an estimate, follows as `↑ ≈ 690 VA`. Units and tariff codes are the same in every language; `number`
 * formats numbers in the user's.
 */
export function summaryOf(
  { apparentPowerVA, activePowerW, injectedPowerVA, surplusVA, currentA = {}, importedWh, tariff }: Reading,
  number: (value: number, decimals?: number) => string,
): string {
  const powers = [
    apparentPowerVA === undefined ? [] : [`${number(apparentPowerVA)} VA`],
    injectedPowerVA ? [`↑ ${number(injectedPowerVA)} VA`] : [],
  ].flat();
  const watts = activePowerW === undefined ? '' : ` (≈ ${number(Math.round(activePowerW))} W)`;
  const currents = Object.values(currentA).map((amperes) => number(amperes));
  const parts = [
    powers.length > 0 ? powers.join(' · ') + watts : undefined,
    surplusVA?.about ? `↑ ≈ ${number(surplusVA.about)} VA` : undefined,
    currents.length > 0 ? `${currents.join(' / ')} A` : undefined,
    importedWh === undefined ? undefined : `${number(importedWh / 1000, 3)} kWh`,
    tariff?.replace(/ +/g, ' '),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
