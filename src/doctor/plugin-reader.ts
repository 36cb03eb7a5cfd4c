import type { Reading } from '../reading/reading.ts';
import type { PortHolder } from '../source/port-holders.ts';
import type { MeterStatus } from '../status/status.ts';
import { type HomebridgeStorage, newestReadingAgeMs } from './homebridge-storage.ts';
import type { Machine } from './machine.ts';
import { deviceAt, isBridge, obstacleTo, type PortExamination, type PortToExamine } from './port-examination.ts';
import type { PortTrouble } from './port-trouble.ts';
import { runsUnasked } from './running-plugin.ts';

/** How we know that the plugin reads a port. */
export type PluginReader =
  /** The running plugin reports this meter in its status. */
  | { readonly kind: 'known'; readonly meter: MeterStatus }
  /** Its status cannot be read, but the port is in its settings, and the journal has a recent reading of that meter. */
  | { readonly kind: 'supposed'; readonly ageMs: number }
  /** The plugin runs and does not answer, and the port is in its settings. */
  | { readonly kind: 'unanswering' };

/** How we know that the plugin reads a port; undefined if there is no sign that it does. */
export async function pluginReaderOf(
  port: string,
  storage: HomebridgeStorage,
  machine: Machine,
): Promise<PluginReader | undefined> {
  const { status, config, plugin } = storage;
  // A running plugin reads the ports with which it was started. Settings that were saved since do not count.
  if (status) {
    const meter = await onPort(port, status.meters, machine);
    return meter && { kind: 'known', meter };
  }
  const meter = await onPort(port, config?.meters ?? [], machine);
  if (meter && runsUnasked(plugin)) return { kind: 'unanswering' };
  const ageMs = meter && newestReadingAgeMs(meter.slug, storage, machine.clock.wall());
  return ageMs === undefined ? undefined : { kind: 'supposed', ageMs };
}

/** The meter on a port. Two names of the same device, such as a link in /dev/serial/by-id, are the same port. */
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

/** What the running plugin hears on its port: a meter (`heard`), nothing (`deaf`), or it cannot open the port (`barred`). */
export type PluginHearing =
  | { readonly kind: 'heard'; readonly reading: Reading; readonly ageMs: number }
  | { readonly kind: 'barred'; readonly trouble: PortTrouble }
  | { readonly kind: 'deaf'; readonly ageMs?: number };

/**
 * Finds out what the running plugin hears on its port, without opening the port: the plugin closes it between two attempts, and
 * would find it busy.
 */
export async function pluginHearing(
  target: PortToExamine,
  { lastReading: reading, ageMs, staleAfter }: MeterStatus,
  machine: Machine,
): Promise<PluginHearing> {
  if (reading && ageMs !== undefined && ageMs <= staleAfter * 1000) return { kind: 'heard', reading, ageMs };
  const source = machine.sourceOf(target.port);
  const trouble = source && (await obstacleTo(target, source, machine));
  if (trouble && !isOwn(trouble)) return { kind: 'barred', trouble };
  return { kind: 'deaf', ageMs };
}

/** The trouble behind a plugin that hears no meter. */
function pluginHearingTrouble(port: string, hearing: Exclude<PluginHearing, { kind: 'heard' }>): PortTrouble {
  if (hearing.kind === 'barred') return hearing.trouble;
  const { ageMs } = hearing;
  return { kind: 'deaf', seconds: ageMs && secondsIn(ageMs), bridge: isBridge(port) };
}

/** Why the plugin hears no meter on its port. */
export function pluginHearingExamination(
  port: string,
  hearing: Exclude<PluginHearing, { kind: 'heard' }>,
  { user }: Machine,
): PortExamination {
  const trouble = pluginHearingTrouble(port, hearing);
  const mayBeHidden = trouble.kind === 'deaf' && user.uid !== 0 && !trouble.bridge;
  return { trouble, ...(mayBeHidden && { mayHaveHiddenReaders: true }) };
}

/** Whether the port is busy because the plugin itself has it open. */
function isOwn(obstacle: PortTrouble): boolean {
  return obstacle.kind === 'busy' && includesHomebridge(obstacle.holders);
}

export function includesHomebridge(holders: readonly PortHolder[]): boolean {
  return holders.some(({ kind }) => kind === 'homebridge');
}

/** Whether Homebridge may be among the holders. If none is visible, it may be: only root sees other users' programs. */
export function mayIncludeHomebridge(holders: readonly PortHolder[]): boolean {
  return holders.length === 0 || includesHomebridge(holders);
}

export function secondsIn(ms: number): number {
  return Math.round(ms / 1000);
}
