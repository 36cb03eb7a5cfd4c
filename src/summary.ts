import type { Reading } from './reading.ts';

/** A reading in a line of figures and units, which need no language: `1 230 VA · 5 A · 12 345.678 kWh · HP..`. */
export function summaryOf({ apparentPowerVA, injectedPowerVA, currentA = {}, importedWh, tariff }: Reading): string {
  const currents = Object.values(currentA);
  const parts = [
    apparentPowerVA === undefined ? undefined : `${grouped(apparentPowerVA)} VA`,
    injectedPowerVA ? `↑ ${grouped(injectedPowerVA)} VA` : undefined,
    currents.length > 0 ? `${currents.join(' / ')} A` : undefined,
    importedWh === undefined ? undefined : `${grouped(Math.floor(importedWh / 1000))}.${thousandths(importedWh)} kWh`,
    tariff,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ' ');
}

function thousandths(whole: number): string {
  return String(whole % 1000).padStart(3, '0');
}
