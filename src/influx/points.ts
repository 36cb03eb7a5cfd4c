import type { Entry } from '../journal/entry.ts';
import { mostLoadedA, PHASES, type Phase, type Reading, type TempoColour } from '../reading.ts';
import { type Fields, fieldOf, fieldSet, lineOf } from './line-protocol.ts';
import { literalFieldSet } from './literal-fields.ts';

/**
 * What the measurements that are written on change said last: by meter, and there by register, or `info`. Never changed
 * in place.
 */
export type PointMemory = ReadonlyMap<string, MeterMemory>;

type MeterMemory = ReadonlyMap<string, { readonly says: number | string; readonly atMs: number }>;

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
  const said = before.get(meter);
  let news: Map<string, { says: number | string; atMs: number }> | undefined;
  add('linky', '', fieldSet(houseFields(reading)));
  if (reading.phases === 3)
    for (const phase of PHASES) add('linky_phase', `,phase=${phase}`, fieldSet(phaseFields(reading, phase)));
  for (const label in reading.registers) addEnergy(REGISTERS[label], reading.registers[label]);
  addEnergy('total', reading.importedWh);
  addEnergy('injected', reading.exportedWh);
  const info = fieldSet(infoFields(reading));
  if (isNew('info', info, HOUR_MS)) add('linky_info', '', info);
  if (literal) add('linky_tic', '', literalFieldSet(reading.frame));
  return { lines, memory: news === undefined ? before : new Map(before).set(meter, news) };

  function add(measurement: string, tags: string, fields: string): void {
    if (fields !== '') lines.push(lineOf(`${measurement},meter=${meter}${tags}`, fields, atMs));
  }

  function addEnergy(register: string | undefined, amount: number | undefined): void {
    if (register === undefined || amount === undefined || !isNew(register, amount, MINUTE_MS)) return;
    add('linky_energy', `,register=${register}`, fieldOf(REACTIVE.has(register) ? 'varh' : 'wh', amount));
  }

  function isNew(key: string, says: number | string, spanMs: number): boolean {
    const last = said?.get(key);
    if (last?.says === says && inOneSpan(last.atMs, atMs, spanMs)) return false;
    news ??= new Map(said);
    news.set(key, { says, atMs });
    return true;
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

function infoFields({ contract, tariff, message, frame }: Reading): Fields {
  return { contract, tariff, mode: frame.mode, message, address: frame.address };
}

/** Each index's tag in `linky_energy`. EAST and EAIT are not here: `total` and `injected` mean the same in both modes. */
export const REGISTERS: { readonly [label: string]: string } = {
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

/** The reactive ones, counted in varh. */
export const REACTIVE: ReadonlySet<string> = new Set(['q1', 'q2', 'q3', 'q4']);
