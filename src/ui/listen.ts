import { homebridgeStorageAt } from '../doctor/homebridge-storage.ts';
import type { Machine } from '../doctor/machine.ts';
import { pluginReaderOf } from '../doctor/plugin-reader.ts';
import { examinePort, isBridge, type PortExamination, type PortToExamine } from '../doctor/port-examination.ts';
import { textsIn } from '../texts/texts.ts';
import { examinationAnswer, heldPortAnswer, pluginAnswer, supposedReaderAnswer } from './listen-answer.ts';
import type { ListenAnswer, Protocol } from './protocol.ts';

/** What a household waits for, and more than a meter needs to be known by in either mode. */
const LONGEST_MS = 20_000;
/** Five seconds of a meter in historique mode. */
const FRAMES = 3;

type Asks = Protocol['/listen']['asks'];

/** Listens to one port at a time: who asks anew ends what was listened to before. @param folder Homebridge's storage */
export function createListener(machine: Machine, folder: string): (asks: Asks) => Promise<ListenAnswer> {
  let listening = new AbortController();
  let before: Promise<unknown> = Promise.resolve();
  return (asks) => {
    listening.abort();
    listening = new AbortController();
    const { signal } = listening;
    // A port is closed before the next one is opened: it may be the same.
    const heard = before.then(() => heardOn(asks, machine, folder, signal));
    before = heard.catch(() => {});
    return heard;
  };
}

async function heardOn(
  { port, mode, language }: Asks,
  machine: Machine,
  folder: string,
  life: AbortSignal,
): Promise<ListenAnswer> {
  const reader = await pluginReaderOf(port, await homebridgeStorageAt(folder, machine), machine);
  const patient = { port, user: machine.user, frames: FRAMES, ...(mode !== 'auto' && { mode }) };
  if (reader?.kind === 'known') return pluginAnswer(patient, reader.meter, machine, language);
  if (reader && isBridge(port)) return supposedReaderAnswer(reader.ageMs, language);

  const examination = await examineInTime(patient, machine, life);
  if (life.aborted) return { ok: false, says: [textsIn[language].ui.listen.interrupted] };
  const { trouble } = examination;
  const held = trouble?.kind === 'busy' ? heldPortAnswer(port, trouble.holders, reader, language) : undefined;
  return held ?? examinationAnswer(examination, port, language);
}

async function examineInTime(patient: PortToExamine, machine: Machine, life: AbortSignal): Promise<PortExamination> {
  const over = new AbortController();
  const cancel = machine.clock.after(LONGEST_MS, () => over.abort());
  try {
    return await examinePort(patient, machine, AbortSignal.any([life, over.signal]), () => {});
  } finally {
    cancel();
  }
}
