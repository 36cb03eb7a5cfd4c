import { heldMs } from './allowed-read-time.ts';
import type { Home } from './home.ts';
import type { LostReader } from './meters.ts';
import { nowMs } from './process-calls.ts';
import type { Siege } from './start-siege.ts';
import type { Read, Span } from './tile-readers.ts';

/** By the clock of the home, after how long without a frame a meter is silent. */
const SILENT_S = 10;
/** A plugin that was held up for less than this part of that time still receives frames. */
const HELD_UP_PART = 0.25;

/**
 * The readers that may have disconnected because the machine stood still, which is no fault of the plugin: it had no core when
 * frames came, or the meter had none to send them. A plugin that blocks itself does not count.
 * @param reads the reads of its home
 * @param secondMs how long a second of its clock takes
 */
export function lostWhileMachinePaused(
  lost: readonly LostReader[],
  reads: readonly Read[],
  pauses: readonly Span[],
  secondMs: number,
): LostReader[] {
  const silentMs = SILENT_S * secondMs;
  const isHeldUp = (span: Span) => heldMs(span, reads, pauses) >= HELD_UP_PART * silentMs;
  return lost.filter(({ atMs }) => isHeldUp({ fromMs: atMs - silentMs, toMs: atMs }));
}

/** The times when the plugin disconnected from its meter, by cause: the machine (`excused`) or the plugin (`blamed`). */
export interface LostReaders {
  readonly excused: readonly LostReader[];
  readonly blamed: readonly LostReader[];
}

/**
 * The lost readers of all meters of a home since its start. Those of earlier worlds count, too: the log may speak of
 * them only now.
 */
export async function lostReaders(siege: Siege, home: Home): Promise<LostReaders> {
  const all = await Promise.all([home.meter, ...home.others].map((meter) => lostReadersOf(siege, home, meter)));
  return { excused: all.flatMap(({ excused }) => excused), blamed: all.flatMap(({ blamed }) => blamed) };
}

/** The lost readers of one meter. */
export async function lostReadersOf(
  { meters, readers, cores }: Siege,
  { name, secondMs }: Home,
  meter: string,
): Promise<LostReaders> {
  const lost = await meters.lost(meter);
  if (lost.length === 0) return { excused: [], blamed: [] };
  const always = { fromMs: 0, toMs: nowMs() };
  const pauses = [...cores.pauses(always), ...(await readers.pauses(always)), ...(await meters.pauses())];
  const excused = lostWhileMachinePaused(lost, await readers.reads(name, always), pauses, secondMs);
  return { excused, blamed: lost.filter((reader) => !excused.includes(reader)) };
}
