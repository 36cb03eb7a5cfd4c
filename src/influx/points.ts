import type { Point } from '@influxdata/influxdb-client';
import { HOUR_MS, MINUTE_MS } from '../base/paris-time.ts';
import type { Entry } from '../journal/entry.ts';
import { periodName } from '../reading/periods.ts';
import {
  byLabel,
  type ContractRegister,
  mostLoadedA,
  PHASES,
  type Phase,
  type Reading,
  type RegisterLabel,
  type RegisterPeriod,
  type TempoColour,
} from '../reading/reading.ts';
import { library } from './library.ts';
import { addLiteralFields } from './literal-fields.ts';

/** One point in line protocol, with the time in ms. */
export interface Line {
  readonly measurement: string;
  readonly atMs: number;
  readonly text: string;
}

/**
 * The last written values of `linky_energy`, `linky_register` and `linky_info`, by meter: these are not written again while their values
 * stay the same. Never changed in place.
 */
export type PointMemory = ReadonlyMap<string, MeterMemory>;

/** By register in `linky_energy`, by label in `linky_register`, or `info`. */
type MeterMemory = ReadonlyMap<string, WrittenValue>;

interface WrittenValue {
  readonly value: number | string;
  readonly atMs: number;
  readonly period: string | undefined;
}

export interface Points {
  readonly lines: readonly Line[];
  readonly memory: PointMemory;
}

interface Tags {
  readonly [name: string]: string;
}

interface Fields {
  readonly [name: string]: number | string | undefined;
}

const COLOURS: { readonly [C in TempoColour]: number } = { blue: 1, white: 2, red: 3 };

/**
 * The points of one Reading: `linky` (one per frame), `linky_phase` (one per phase, three-phase only), `linky_energy` (each register, when
 * it changes and at least once a minute), `linky_register` (each register whose tariff period is known, with its period, when it changes
 * and at least once an hour), `linky_info` (when it changes and at least once an hour) and, if `literal`, `linky_tic` (the frame as it was
 * sent). Values that the Reading does not have are absent.
 * @throws if a value is not a finite number
 */
export function pointsOf({ meter, atMs, reading }: Entry, before: PointMemory, literal: boolean): Points {
  const lines: Line[] = [];
  const written = before.get(meter);
  let changed: Map<string, WrittenValue> | undefined;
  add('linky', {}, meterFields(reading));
  if (reading.phases === 3)
    for (const phase of PHASES) add('linky_phase', { phase: String(phase) }, phaseFields(reading, phase));
  for (const [label, amount] of byLabel(reading.registers)) addEnergy(REGISTERS[label], amount);
  addEnergy('total', reading.importedWh);
  addEnergy('injected', reading.exportedWh);
  for (const [label, counts] of byLabel(reading.calendar?.periods ?? {})) addRegister(label, counts);
  const info = infoFields(reading);
  if (isDue('info', JSON.stringify(info), HOUR_MS)) add('linky_info', {}, info);
  if (literal) end('linky_tic', addLiteralFields(pointAt('linky_tic', {}), reading.frame));
  return { lines, memory: changed === undefined ? before : new Map(before).set(meter, changed) };

  /** All numbers are written as floats, so that a field has the same type for ever. An undefined field is left out. */
  function add(measurement: string, tags: Tags, fields: Fields): void {
    const point = pointAt(measurement, tags);
    for (const name in fields) {
      const value = fields[name];
      if (typeof value === 'number') point.floatField(name, value);
      else point.stringField(name, value);
    }
    end(measurement, point);
  }

  function pointAt(measurement: string, tags: Tags): Point {
    const point = new library.Point(measurement).tag('meter', meter).timestamp(atMs);
    for (const name in tags) point.tag(name, tags[name] ?? '');
    return point;
  }

  /** A point without a field is left out. */
  function end(measurement: string, point: Point): void {
    const text = point.toLineProtocol();
    if (text !== undefined) lines.push({ measurement, atMs, text });
  }

  function addEnergy(register: string | undefined, amount: number | undefined): void {
    if (register === undefined || amount === undefined || !isDue(register, amount, MINUTE_MS)) return;
    add('linky_energy', { register }, { [REACTIVE.has(register) ? 'varh' : 'wh']: amount });
  }

  function addRegister(label: ContractRegister, { name, offPeak }: RegisterPeriod): void {
    const [register, wh] = [REGISTERS[label], reading.registers[label]];
    if (register === undefined || wh === undefined || !isDue(label, wh, HOUR_MS, name)) return;
    // InfluxDB cannot represent a backslash at the end of a tag's value.
    const period = periodName(name).replaceAll('\\', '/');
    if (period === '') return;
    const isOffPeak = offPeak === undefined ? '' : offPeak ? 'yes' : 'no';
    add('linky_register', { register, period, off_peak: isOffPeak }, { wh });
  }

  /**
   * Whether a value has changed, or has not been written in this minute or hour; if so, it is remembered.
   * @param period the tariff period that the value belongs to
   */
  function isDue(key: string, value: number | string, spanMs: number, period?: string): boolean {
    const last = written?.get(key);
    if (last?.value === value && last.period === period && isSameSpan(last.atMs, atMs, spanMs)) return false;
    changed ??= new Map(written);
    changed.set(key, { value, atMs, period });
    return true;
  }
}

function isSameSpan(aMs: number, bMs: number, spanMs: number): boolean {
  return Math.floor(aMs / spanMs) === Math.floor(bMs / spanMs);
}

function meterFields(reading: Reading): Fields {
  return {
    power_va: reading.apparentPowerVA,
    power_w: reading.activePowerW,
    inject_va: reading.injectedPowerVA,
    import_wh: reading.importedWh,
    export_wh: reading.exportedWh,
    current_a: mostLoadedA(reading.currentA, reading.phases),
    // Three voltages cannot be given as one value: they are in linky_phase.
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

/**
 * 0 means not announced yet. It is only used for a contract with colours, and only if no group was refused that may have contained
 * tomorrow's colour.
 */
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

function infoFields({ contract, tariff, message, calendar, frame }: Reading): Fields {
  const hours = { off_peak: hoursField(calendar?.offPeak), off_peak_tomorrow: hoursField(calendar?.offPeakTomorrow) };
  return { contract, tariff, mode: frame.mode, message, address: frame.address, ...hours };
}

/** The off-peak hours of a day. A day without off-peak hours has no field, like a day whose hours are unknown. */
function hoursField(hours: string | undefined): string | undefined {
  return hours === '' ? undefined : hours;
}

/**
 * The tag `register` for the label of each register in `linky_energy` and `linky_register`. EAST and EAIT are missing here: they are
 * `total` and `injected`, in both modes.
 */
export const REGISTERS: { readonly [label in ContractRegister]: string } & {
  readonly [label in RegisterLabel]?: string;
} = {
  BASE: 'base',
  HCHC: 'hc',
  HCHP: 'hp',
  EJPHN: 'ejp_hn',
  EJPHPM: 'ejp_hpm',
  BBRHCJB: 'hcjb',
  BBRHPJB: 'hpjb',
  BBRHCJW: 'hcjw',
  BBRHPJW: 'hpjw',
  BBRHCJR: 'hcjr',
  BBRHPJR: 'hpjr',
  EASF01: 'f01',
  EASF02: 'f02',
  EASF03: 'f03',
  EASF04: 'f04',
  EASF05: 'f05',
  EASF06: 'f06',
  EASF07: 'f07',
  EASF08: 'f08',
  EASF09: 'f09',
  EASF10: 'f10',
  EASD01: 'd01',
  EASD02: 'd02',
  EASD03: 'd03',
  EASD04: 'd04',
  ERQ1: 'q1',
  ERQ2: 'q2',
  ERQ3: 'q3',
  ERQ4: 'q4',
};

/** The registers of reactive energy, in varh. */
export const REACTIVE: ReadonlySet<string> = new Set(['q1', 'q2', 'q3', 'q4']);
