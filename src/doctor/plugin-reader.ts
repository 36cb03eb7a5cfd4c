import type { Reading } from '../reading.ts';
import type { MeterStatus } from '../status/status.ts';
import { type HomebridgeStorage, newestReadingAgeMs } from './homebridge-storage.ts';
import type { Machine } from './machine.ts';
import { deviceAt, isBridge, obstacleTo, type PortToExamine } from './port-examination.ts';
import type { PortHolder } from './port-holders.ts';
import type { PortTrouble } from './port-trouble.ts';

/** Why the plugin must be taken for the reader of a port. */
export type PluginReader =
  /** It runs, and says so. */
  | { readonly kind: 'known'; readonly meter: MeterStatus }
  /** It may not be asked, but its settings have the port, and that meter's last reading in its journal is so young. */
  | { readonly kind: 'supposed'; readonly ageMs: number };

/** Undefined when the plugin does not read the port, as far as anybody can tell. */
export async function pluginReaderOf(
  port: string,
  storage: HomebridgeStorage,
  machine: Machine,
): Promise<PluginReader | undefined> {
  const { status, config } = storage;
  // What it reads is what it was started with, and not what was saved since.
  if (status) {
    const meter = await onPort(port, status.meters, machine);
    return meter && { kind: 'known', meter };
  }
  const meter = await onPort(port, config?.meters ?? [], machine);
  const ageMs = meter && newestReadingAgeMs(meter.slug, storage, machine.clock.wall());
  return ageMs === undefined ? undefined : { kind: 'supposed', ageMs };
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

/** What the running plugin hears on a port of its own: a meter, something in the way, or none. */
export type PluginHearing =
  | { readonly kind: 'heard'; readonly reading: Reading; readonly ageMs: number }
  | { readonly kind: 'barred'; readonly trouble: PortTrouble }
  | { readonly kind: 'deaf'; readonly ageMs?: number };

/**
 * What the running plugin hears on a port of its own. The port is not opened: between two of its tries the plugin lets go
 * of it, and would find it taken.
 */
export async function pluginHearing(
  patient: PortToExamine,
  { lastReading: reading, ageMs, staleAfter }: MeterStatus,
  machine: Machine,
): Promise<PluginHearing> {
  if (reading && ageMs !== undefined && ageMs <= staleAfter * 1000) return { kind: 'heard', reading, ageMs };
  const source = machine.sourceOf(patient.port);
  const trouble = source && (await obstacleTo(patient, source, machine));
  if (trouble && !isOwn(trouble)) return { kind: 'barred', trouble };
  return { kind: 'deaf', ...(ageMs !== undefined && { ageMs }) };
}

/** Why the plugin hears no meter. */
export function pluginHearingTrouble(port: string, witness: Exclude<PluginHearing, { kind: 'heard' }>): PortTrouble {
  if (witness.kind === 'barred') return witness.trouble;
  const { ageMs } = witness;
  return { kind: 'deaf', ...(ageMs !== undefined && { seconds: secondsIn(ageMs) }), bridge: isBridge(port) };
}

/** Whether what is in the way is the plugin itself. */
function isOwn(barrier: PortTrouble): boolean {
  return barrier.kind === 'busy' && includesHomebridge(barrier.holders);
}

export function includesHomebridge(holders: readonly PortHolder[]): boolean {
  return holders.some(({ kind }) => kind === 'homebridge');
}

/** Of a program that runs as somebody else only root may see which ports it has. */
export function mayIncludeHomebridge(holders: readonly PortHolder[]): boolean {
  return holders.length === 0 || includesHomebridge(holders);
}

export function secondsIn(ms: number): number {
  return Math.round(ms / 1000);
}
