import type { Machine } from '../doctor/machine.ts';
import { isBridge, type Patient } from '../doctor/port.ts';
import { isHomebridge, mayBeHomebridge, type Reader, secondsIn, witnessOf } from '../doctor/reader.ts';
import type { Holder } from '../doctor/trouble.ts';
import type { MeterStatus } from '../status/status.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import { meterIn, troubleIn } from './heard.ts';
import type { Heard } from './protocol.ts';

/** What the running plugin hears on a port of its own, or why it hears nothing. */
export async function heardByPlugin(
  patient: Patient,
  meter: MeterStatus,
  machine: Machine,
  language: Language,
): Promise<Heard> {
  const { port } = patient;
  const { listen } = textsIn[language].ui;
  const witness = await witnessOf(patient, meter, machine);
  switch (witness.kind) {
    case 'heard': {
      const { reading, ageMs } = witness;
      const says = [...meterIn(reading, language), listen.byPlugin(secondsIn(ageMs))];
      return { ok: true, readByPlugin: true, mode: reading.frame.mode, reading, says };
    }
    case 'barred':
      return { ok: false, says: [troubleIn(witness.trouble, port, language)] };
    case 'deaf': {
      const seconds = witness.ageMs === undefined ? undefined : secondsIn(witness.ageMs);
      return { ok: false, readByPlugin: true, says: [listen.silent(port, { seconds, bridge: isBridge(port) })] };
    }
  }
}

/** What is said of a plugin that may not be asked. */
export function readByHomebridge(ageMs: number, language: Language): Heard {
  return { ok: true, readByPlugin: true, says: [textsIn[language].ui.listen.byHomebridge(secondsIn(ageMs))] };
}

/**
 * What is said of a port that this plugin cannot be asked about and Homebridge has, or may have. Undefined when it is
 * another program.
 */
export function heldByHomebridge(
  port: string,
  holders: readonly Holder[],
  reader: Reader | undefined,
  language: Language,
): Heard | undefined {
  if (reader?.kind === 'supposed' && mayBeHomebridge(holders)) return readByHomebridge(reader.ageMs, language);
  return isHomebridge(holders) ? { ok: false, says: [textsIn[language].ui.listen.heldByHomebridge(port)] } : undefined;
}
