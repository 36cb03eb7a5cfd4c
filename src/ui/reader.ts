import type { Machine } from '../doctor/machine.ts';
import { barrierTo, deviceAt, isBridge, type Patient } from '../doctor/port.ts';
import { freshnessOf, type Storage } from '../doctor/storage.ts';
import type { Holder, Trouble } from '../doctor/trouble.ts';
import type { MeterStatus } from '../status.ts';
import { type Language, textsIn } from '../texts.ts';
import { meterIn, troubleIn } from './heard.ts';
import type { Heard } from './protocol.ts';

/** Why this plugin must be taken for the reader of a port. */
export type Reader =
  /** It runs, and says so. */
  | { readonly kind: 'known'; readonly meter: MeterStatus }
  /** It may not be asked, but its settings have the port, and its journal is so young that it must be reading. */
  | { readonly kind: 'supposed'; readonly ageMs: number };

/** Undefined when the plugin does not read the port, as far as anybody can tell. */
export async function readerOf(port: string, storage: Storage, machine: Machine): Promise<Reader | undefined> {
  const { status, config } = storage;
  // What it reads is what it was started with, and not what was saved since.
  if (status) {
    const meter = await onPort(port, status.meters, machine);
    return meter && { kind: 'known', meter };
  }
  const ageMs = freshnessOf(storage, machine.clock.wall());
  const isConfigured = (await onPort(port, config?.meters ?? [], machine)) !== undefined;
  return isConfigured && ageMs !== undefined ? { kind: 'supposed', ageMs } : undefined;
}

/** The meter on a port, whatever name either gives to it. */
async function onPort<M extends { readonly port: string }>(
  port: string,
  meters: readonly M[],
  machine: Machine,
): Promise<M | undefined> {
  const device = await deviceAt(port, machine);
  for (const meter of meters) {
    if ((await deviceAt(meter.port, machine)) === device) return meter;
  }
  return undefined;
}

/**
 * What the running plugin hears on a port of its own, or why it hears nothing. The port is not opened: between two of its
 * tries the plugin lets go of it, and would find it taken.
 */
export async function heardByPlugin(
  patient: Patient,
  { lastReading: reading, ageMs, staleAfter }: MeterStatus,
  machine: Machine,
  language: Language,
): Promise<Heard> {
  const { port } = patient;
  const { listen } = textsIn[language].ui;
  if (reading && ageMs !== undefined && ageMs <= staleAfter * 1000) {
    const says = [...meterIn(reading, language), listen.byPlugin(secondsIn(ageMs))];
    return { ok: true, readByPlugin: true, mode: reading.frame.mode, reading, says };
  }
  const source = machine.sourceOf(port);
  const barrier = source && (await barrierTo(patient, source, machine));
  if (barrier && !isOwn(barrier)) return { ok: false, says: [troubleIn(barrier, port, language)] };
  const seconds = ageMs === undefined ? undefined : secondsIn(ageMs);
  return { ok: false, readByPlugin: true, says: [listen.silent(port, { seconds, bridge: isBridge(port) })] };
}

/** Whether what is in the way is the plugin itself. */
function isOwn(barrier: Trouble): boolean {
  return barrier.kind === 'busy' && isHomebridge(barrier.holders);
}

/** What is said of a plugin that may not be asked. */
export function readByHomebridge(ageMs: number, language: Language): Heard {
  return { ok: true, readByPlugin: true, says: [textsIn[language].ui.listen.byHomebridge(secondsIn(ageMs))] };
}

/**
 * What is said of a port that this plugin cannot be asked about and Homebridge has, or may have: of a program that runs as
 * somebody else only root may see which ports it has. Undefined when it is another program.
 */
export function heldByHomebridge(
  port: string,
  holders: readonly Holder[],
  reader: Reader | undefined,
  language: Language,
): Heard | undefined {
  const isSeen = isHomebridge(holders);
  if (reader?.kind === 'supposed' && (isSeen || holders.length === 0)) return readByHomebridge(reader.ageMs, language);
  return isSeen ? { ok: false, says: [textsIn[language].ui.listen.heldByHomebridge(port)] } : undefined;
}

function isHomebridge(holders: readonly Holder[]): boolean {
  return holders.some(({ kind }) => kind === 'homebridge');
}

function secondsIn(ms: number): number {
  return Math.round(ms / 1000);
}
