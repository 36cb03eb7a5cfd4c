import type { Entry } from '../journal/entry.ts';
import { mostLoadedA, PHASES, type Phase, type Reading, type TempoColour } from '../reading.ts';
import { type Fields, fieldSet, lineOf } from './line.ts';
import { literalFields } from './literal.ts';
import { REACTIVE, REGISTERS } from './register.ts';

/** What the measurements that are written on change said last: by series, with the time. Never changed in place. */
export type PointMemory = ReadonlyMap<string, { readonly fields: string; readonly atMs: number }>;

export interface Points {
  readonly lines: readonly string[];
  readonly memory: PointMemory;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const COLOURS: { readonly [C in TempoColour]: number } = { blue: 1, white: 2, red: 3 };

/**
 * The points of one Reading in line protocol, times in ms: `linky` (one a frame), `linky_phase` (one a phase, three-phase
 * only), `linky_energy` (an index when it changes and in each minute), `linky_info` (when it changes and in each hour)
 * and, when `literal`, `linky_tic` (the frame itself). A value that the Reading does not carry is absent.
 */
export function pointsOf({ meter, atMs, reading }: Entry, before: PointMemory, literal: boolean): Points {
  const lines: string[] = [];
  const news = new Map<string, { fields: string; atMs: number }>();
  always('linky', '', houseFields(reading));
  if (reading.phases === 3)
    for (const phase of PHASES) always('linky_phase', `,phase=${phase}`, phaseFields(reading, phase));
  for (const [register, amount] of indexes(reading)) {
    onChange('linky_energy', `,register=${register}`, { [REACTIVE.has(register) ? 'varh' : 'wh']: amount }, MINUTE_MS);
  }
  onChange('linky_info', '', infoFields(reading), HOUR_MS);
  if (literal) always('linky_tic', '', literalFields(reading.frame));
  return { lines, memory: news.size === 0 ? before : new Map([...before, ...news]) };

  function always(measurement: string, tags: string, given: Fields): void {
    const fields = fieldSet(given);
    if (fields !== '') lines.push(lineOf(`${measurement},meter=${meter}${tags}`, fields, atMs));
  }

  function onChange(measurement: string, tags: string, given: Fields, spanMs: number): void {
    const fields = fieldSet(given);
    const series = `${measurement},meter=${meter}${tags}`;
    const last = before.get(series);
    if (fields === '' || (last?.fields === fields && inOneSpan(last.atMs, atMs, spanMs))) return;
    news.set(series, { fields, atMs });
    lines.push(lineOf(series, fields, atMs));
  }
}

function inOneSpan(oneMs: number, otherMs: number, spanMs: number): boolean {
  return Math.floor(oneMs / spanMs) === Math.floor(otherMs / spanMs);
}

function houseFields(reading: Reading): Fields {
  return {
    power_va: reading.apparentPowerVA,
    inject_va: reading.injectedPowerVA,
    import_wh: reading.importedWh,
    export_wh: reading.exportedWh,
    current_a: mostLoadedA(reading.currentA, reading.phases),
    // Three voltages have no one value: those are linky_phase's.
    voltage_v: reading.phases === 1 ? reading.voltageV?.[1] : undefined,
    subscribed_va: reading.subscribedVA,
    max_va_today: reading.maxPowerVAToday,
    tariff_index: reading.tariffIndex,
    overload: reading.overload === undefined ? undefined : Number(reading.overload),
    color_today: reading.tempoToday && COLOURS[reading.tempoToday],
    color_tomorrow: colourTomorrow(reading),
    refused_groups: reading.frame.refused,
  };
}

/** 0, not announced yet, only when the contract has colours and no refused group may have held tomorrow's. */
function colourTomorrow({ tempoToday, tempoTomorrow, frame }: Reading): number | undefined {
  if (tempoTomorrow) return COLOURS[tempoTomorrow];
  return tempoToday && frame.refused === 0 ? 0 : undefined;
}

function phaseFields(reading: Reading, phase: Phase): Fields {
  return {
    power_va: reading.apparentPowerVAByPhase?.[phase],
    current_a: reading.currentA?.[phase],
    voltage_v: reading.voltageV?.[phase],
  };
}

function indexes({ registers, importedWh, exportedWh }: Reading): [register: string, amount: number][] {
  const found: [string, number][] = [];
  for (const label in registers) {
    const register = REGISTERS[label];
    const amount = registers[label];
    if (register !== undefined && amount !== undefined) found.push([register, amount]);
  }
  if (importedWh !== undefined) found.push(['total', importedWh]);
  if (exportedWh !== undefined) found.push(['injected', exportedWh]);
  return found;
}

function infoFields({ contract, tariff, message, frame }: Reading): Fields {
  return { contract, tariff, mode: frame.mode, message, address: frame.address };
}
