import { heldMs } from './allowed-read-time.ts';
import type { Home } from './home.ts';
import type { LostReader } from './meters.ts';
import { nowMs } from './process-calls.ts';
import type { Siege } from './start-siege.ts';
import type { Read, Span } from './tile-readers.ts';

/** By the quick clocks of the homes, a meter that says nothing for two seconds of the machine's is silent. */
const SILENT_MS = 2_000;
/** Who is held up for less of that time still hears of the meter. */
const EXCUSE_MS = 500;

/**
 * The readers that may have let go of their meter because the machine stood still, which is then no fault of the plugin: it
 * had no core when the frames came, or the meter had none to say them. One that holds itself up has no excuse.
 * @param reads those of its home
 */
export function lostWhileMachinePaused(
  lost: readonly LostReader[],
  reads: readonly Read[],
  pauses: readonly Span[],
): LostReader[] {
  return lost.filter(({ atMs }) => heldMs({ fromMs: atMs - SILENT_MS, toMs: atMs }, reads, pauses) >= EXCUSE_MS);
}

/** The times that the plugin let go of its meter, parted by whether the machine has to answer for it. */
export interface LostReaders {
  readonly excused: readonly LostReader[];
  readonly blamed: readonly LostReader[];
}

/** Those of all meters of a home since it was started: what is said of the last one may come in the next world. */
export async function lostReaders(siege: Siege, home: Home): Promise<LostReaders> {
  const all = await Promise.all([home.meter, ...home.others].map((meter) => lostReadersOf(siege, home, meter)));
  return { excused: all.flatMap(({ excused }) => excused), blamed: all.flatMap(({ blamed }) => blamed) };
}

/** Those of one meter. */
export async function lostReadersOf(
  { meters, readers, cores }: Siege,
  { name }: Home,
  meter: string,
): Promise<LostReaders> {
  const lost = await meters.lost(meter);
  if (lost.length === 0) return { excused: [], blamed: [] };
  const always = { fromMs: 0, toMs: nowMs() };
  const pauses = [...cores.pauses(always), ...(await readers.pauses(always)), ...(await meters.pauses())];
  const forgiven = lostWhileMachinePaused(lost, await readers.reads(name, always), pauses);
  return { excused: forgiven, blamed: lost.filter((reader) => !forgiven.includes(reader)) };
}
