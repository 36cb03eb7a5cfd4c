import { contractRegisters, historiqueName, periodName } from '../../reading/periods.ts';
import { byLabel, everyPhase, type Reading, type TempoColour, type TicMode } from '../../reading/reading.ts';

/**
 * The values of a meter for other programs, as one flat object. The names are those that evcc uses for a meter, and the terms of the
 * settings. An unknown value is absent, never 0. The meter's number and the supplier's texts are not included.
 *
 * | Name | Unit | Meaning and source |
 * |---|---|---|
 * | `mode` | | the mode of the TIC: `historique`, `standard` |
 * | `phases` | | 1 or 3 |
 * | `power` | W | the estimate of `watts/`; negative while a producer exports |
 * | `apparentPower` | VA | PAPP, SINSTS: drawn from the grid, 0 while the house exports |
 * | `surplus` | VA | an estimate of `watts/`: the export of a house without a producer's contract; 0 while it draws |
 * | `load` | % | `apparentPower` as a share of `subscribedPower` |
 * | `currents` | A | IINST, IRMS: one per phase, never negative |
 * | `voltages` | V | TENSION, URMS: one per phase |
 * | `powers` | VA | SINSTS1–3: one per phase, only with three phases in standard mode |
 * | `energy` | kWh | drawn since the meter was installed: the sum of its registers, EAST |
 * | `energyGiven` | kWh | exported since then: EAIT, producers only |
 * | `energyByPeriod` | kWh | `energy` by tariff period, named like `period`: the registers whose period is known |
 * | `period` | | the tariff period, PTEC or LTARF: `BASE`, `HP`, `HC`, `HPJB`, or a supplier's own name |
 * | `offPeak` | | whether it is an off-peak period, where the contract has one |
 * | `tempoToday`, `tempoTomorrow` | | `blue`, `white`, `red`: PTEC, DEMAIN, STGE |
 * | `subscribedPower` | VA | ISOUSC, PREF |
 *
 * `reading-answer.ts` adds the name of the meter as `name`, the time of its newest frame as `at`, and its age as `ageSeconds`.
 */
export interface SharedValues {
  readonly mode?: TicMode;
  readonly phases?: 1 | 3;
  readonly power?: number;
  readonly apparentPower?: number;
  readonly surplus?: number;
  readonly load?: number;
  readonly currents?: readonly number[];
  readonly voltages?: readonly number[];
  readonly powers?: readonly number[];
  readonly energy?: number;
  readonly energyGiven?: number;
  readonly energyByPeriod?: { readonly [period: string]: number };
  readonly period?: string;
  readonly offPeak?: boolean;
  readonly tempoToday?: TempoColour;
  readonly tempoTomorrow?: TempoColour;
  readonly subscribedPower?: number;
}

/**
 * The values of one reading.
 * @param phases how many phases the meter is known to have; a damaged reading may not show it
 */
export function sharedValuesOf(reading: Reading, phases = reading.phases): SharedValues {
  const { activePowerW, apparentPowerVA, importedWh, exportedWh, tariff, subscribedVA } = reading;
  return withoutAbsent({
    mode: reading.frame.mode,
    phases,
    // Math.round may return -0, which would look like an export; adding 0 turns it into 0.
    power: activePowerW === undefined ? undefined : Math.round(activePowerW) + 0,
    apparentPower: apparentPowerVA,
    surplus: reading.surplusVA?.about,
    currents: everyPhase(reading.currentA, phases),
    voltages: everyPhase(reading.voltageV, phases),
    powers: everyPhase(reading.apparentPowerVAByPhase, phases),
    energy: kWh(importedWh),
    energyGiven: kWh(exportedWh),
    energyByPeriod: energyByPeriod(reading),
    period: tariff === undefined ? undefined : periodName(tariff),
    offPeak: reading.offPeak,
    tempoToday: reading.tempoToday,
    tempoTomorrow: reading.tempoTomorrow,
    subscribedPower: subscribedVA,
  });
}

/** The same values with `load`, in whole percent. */
export function withLoad(values: SharedValues): SharedValues {
  const { apparentPower, subscribedPower } = values;
  if (apparentPower === undefined || !subscribedPower) return values;
  return { ...values, load: Math.round((100 * apparentPower) / subscribedPower) };
}

/**
 * What the registers of each tariff period have counted, in kWh. A frame that lacks groups yields nothing, as some of the periods, or some
 * registers of a period, would look like the whole.
 */
function energyByPeriod(reading: Reading): SharedValues['energyByPeriod'] {
  if (reading.frame.refused > 0) return undefined;
  const wh = new Map<string, number>();
  for (const [label, countedWh] of byLabel(contractRegisters(reading))) {
    const written = historiqueName(label) ?? reading.calendar?.periods[label]?.name;
    if (written === undefined || countedWh === undefined) continue;
    const period = periodName(written);
    wh.set(period, (wh.get(period) ?? 0) + countedWh);
  }
  return wh.size === 0 ? undefined : Object.fromEntries([...wh].map(([period, sum]) => [period, sum / 1000]));
}

function kWh(wh: number | undefined): number | undefined {
  return wh === undefined ? undefined : wh / 1000;
}

function withoutAbsent(values: { readonly [N in keyof SharedValues]: SharedValues[N] | undefined }): SharedValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
