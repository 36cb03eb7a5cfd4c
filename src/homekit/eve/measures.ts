import { meanV, mostLoadedA, type Reading } from '../../reading/reading.ts';

/**
 * The values of a meter that Eve shows, each under Eve's own name and in Eve's unit. Eve's plugs end at 2.5 kW; these ranges fit the
 * largest values of the TIC: five digits of VA, three of A and of V, and six registers of nine digits of Wh.
 */
export const MEASURES = {
  consumption: { name: 'Consumption', id: '10D', unit: 'W', maxValue: 100_000 },
  total: { name: 'Total Consumption', id: '10C', unit: 'kWh', maxValue: 10_000_000 },
  current: { name: 'Electric Current', id: '126', unit: 'A', maxValue: 1000 },
  voltage: { name: 'Voltage', id: '10A', unit: 'V', maxValue: 1000 },
} as const;

export type MeasureName = keyof typeof MEASURES;

export const MEASURE_NAMES = Object.keys(MEASURES) as readonly MeasureName[];

/**
 * The values of a reading for Eve; each is undefined if the reading does not carry it. Eve's W are a consumption, without a sign: 0 while
 * the house exports, since it then draws nothing. With three phases, the current is that of the most loaded phase, and the voltage is the
 * mean.
 */
export function measuresOf(reading: Reading): { readonly [N in MeasureName]: number | undefined } {
  const { activePowerW, importedWh, currentA, voltageV, phases } = reading;
  const volts = meanV(voltageV, phases);
  return {
    consumption: activePowerW === undefined ? undefined : roundedToTenth(Math.max(activePowerW, 0)),
    total: importedWh === undefined ? undefined : importedWh / 1000,
    current: mostLoadedA(currentA, phases),
    voltage: volts === undefined ? undefined : roundedToTenth(volts),
  };
}

/** Eve itself displays tenths. */
function roundedToTenth(number: number): number {
  return Math.round(number * 10) / 10;
}
