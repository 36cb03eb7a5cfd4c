import { listenOutcome } from '../../homebridge-ui/page/model/meter-display.ts';
import type { Language } from '../../src/texts/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { createListener } from '../../src/ui/listen.ts';
import type { ListenRequest } from '../../src/ui/protocol.ts';
import { offPeakGroups } from '../../testbed/support/frames.ts';
import { device, fakeMachine, gives, type Scene } from '../doctor/machine-fake.ts';

export const USB = '/dev/ttyUSB0';

const told = { ADCO: '012345678901', ISOUSC: '30', IINST: '006', PAPP: '01500', HHPHC: undefined, MOTDETAT: undefined };
export const FRAME = encodeFrame(offPeakGroups(told), 'historique');
export const FRAMES = [FRAME, FRAME, FRAME];
/** A port with a good meter. */
export const WELL = { files: { [USB]: device() }, sources: { [USB]: gives(...FRAMES) } };

export interface ListenScene extends Scene {
  readonly port?: string;
  readonly mode?: ListenRequest['mode'];
  readonly baudRate?: ListenRequest['baudRate'];
  readonly language?: Language;
}

/** The answer when the page listens to a port, within a minute, and what the page makes of it. */
export async function listenToPort({
  port = USB,
  mode = 'auto',
  baudRate = 'auto',
  language = 'en',
  ...scene
}: ListenScene) {
  const machine = fakeMachine(scene);
  const listened = createListener(machine, '/hb')({ port, mode, baudRate, language });
  await machine.clock.pass(60_000);
  const answer = await listened;
  const { says, ...rest } = answer;
  return { ...rest, says: says.join(' '), hearing: listenOutcome(answer) };
}
