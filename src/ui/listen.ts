import { within } from '../base/clock.ts';
import { homebridgeStorageAt } from '../doctor/homebridge-storage.ts';
import { expectedFormat } from '../doctor/line-diagnosis.ts';
import type { Machine } from '../doctor/machine.ts';
import { pluginReaderOf } from '../doctor/plugin-reader.ts';
import { examinePort, isBridge } from '../doctor/port-examination.ts';
import { textsIn } from '../texts/texts.ts';
import { examinationAnswer, heldPortAnswer, pluginAnswer, supposedReaderAnswer } from './listen-answer.ts';
import type { ListenAnswer, Protocol } from './protocol.ts';

/** A user can wait this long, and a meter needs less in either mode. */
const LONGEST_MS = 20_000;
/** In historique mode three frames take about five seconds. */
const FRAMES = 3;

type Asks = Protocol['/listen']['asks'];

/**
 * Listens to one port at a time: a new request ends the previous one.
 * @param folder the storage folder of Homebridge
 */
export function createListener(machine: Machine, folder: string): (asks: Asks) => Promise<ListenAnswer> {
  let listening = new AbortController();
  let before: Promise<unknown> = Promise.resolve();
  return (asks) => {
    listening.abort();
    listening = new AbortController();
    const { signal } = listening;
    // Wait until the previous port is closed, since the next one may be the same.
    const heard = before.then(() => heardOn(asks, machine, folder, signal));
    before = heard.catch(() => {});
    return heard;
  };
}

async function heardOn(
  { port, mode, baudRate, language }: Asks,
  machine: Machine,
  folder: string,
  life: AbortSignal,
): Promise<ListenAnswer> {
  const storage = await homebridgeStorageAt(folder, machine);
  const reader = await pluginReaderOf(port, storage, machine);
  const target = { port, user: machine.user, frames: FRAMES, ...expectedFormat({ mode, baudRate }) };
  if (reader?.kind === 'known') {
    const { troubles = [] } = storage.status ?? {};
    return pluginAnswer(target, { meter: reader.meter, troubles }, machine, language);
  }
  if (reader?.kind === 'unanswering') return examinationAnswer({ trouble: reader }, port, language);
  if (reader && isBridge(port)) return supposedReaderAnswer(reader.ageMs, language);

  const examination = await within(LONGEST_MS, machine.clock, (over) =>
    examinePort(target, machine, AbortSignal.any([life, over]), () => {}),
  );
  if (life.aborted) return { ok: false, says: [textsIn[language].ui.listen.interrupted] };
  const { trouble } = examination;
  const held = trouble?.kind === 'busy' ? heldPortAnswer(port, trouble.holders, reader, language) : undefined;
  return held ?? examinationAnswer(examination, port, language);
}
