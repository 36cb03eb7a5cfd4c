import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { numberedFrame } from '../meter/numbered-frames.ts';
import { startTcpMeter } from '../meter/tcp-meter.ts';
import { SECOND_MS } from '../support/time.ts';
import { frameWithEveryRegister, REPEATED_UNKNOWN_LABELS, singleUnknownLabel } from './unusual-frames.ts';

/** How a meter behaves. Its time is that of its home's clock. */
export interface Behaviour {
  /** The time from one frame to the next. */
  readonly everyMs: number;
  /** After how long its bridge disconnects each reader. */
  readonly disconnectsAfterMs?: number;
  /**
   * The kind of its frames. Unless given, they are everyday frames in historique mode. `unknown labels`: everyday frames with
   * labels that no specification names, some of them in every frame and many in one frame only. `every register`: frames in
   * standard mode with all registers that a meter can have.
   */
  readonly frames?: 'unknown labels' | 'every register';
}

export const EVERYDAY: Behaviour = { everyMs: SECOND_MS };

/** How many labels of a frame with unknown labels occur in that frame only. */
const SINGLE_LABELS = 20;

/** A meter behind a TCP bridge. Every frame has a serial number, from 1 on, and is sent completely to the reader. */
export interface Meter extends AsyncDisposable {
  readonly name: string;
  /** The port to configure. */
  readonly port: string;
  behaviour: Behaviour;
  /** Lets so much time pass for the meter. It sends what is due if a reader is connected. */
  pass(ms: number): void;
  /** Sends so many further frames without a pause. */
  burst(frames: number): void;
  /** The serial number of the last frame. */
  readonly sent: number;
  /** How many readers its bridge has disconnected. */
  readonly disconnected: number;
  /** How many readers have connected although the bridge had not disconnected the one before. */
  readonly lost: number;
}

export async function startMeter(name: string, first: Behaviour = EVERYDAY): Promise<Meter> {
  const tcp = await startTcpMeter();
  let behaviour = first;
  let [serial, singleLabels, owedMs, readMs, disconnected] = [0, 0, 0, 0, 0];

  return {
    name,
    port: tcp.port,
    get behaviour() {
      return behaviour;
    },
    set behaviour(next) {
      behaviour = next;
    },
    pass(ms) {
      if (!tcp.isRead) return;
      owedMs += ms;
      readMs += ms;
      for (; owedMs >= behaviour.everyMs; owedMs -= behaviour.everyMs) tcp.write(nextFrame());
      if (readMs < (behaviour.disconnectsAfterMs ?? Number.POSITIVE_INFINITY)) return;
      tcp.disconnect();
      disconnected += 1;
      readMs = 0;
    },
    burst(frames) {
      tcp.write(Buffer.concat(Array.from({ length: frames }, nextFrame)));
    },
    get sent() {
      return serial;
    },
    get disconnected() {
      return disconnected;
    },
    get lost() {
      return tcp.readers - disconnected - 1;
    },
    [Symbol.asyncDispose]: () => tcp[Symbol.asyncDispose](),
  };

  function nextFrame(): Uint8Array {
    serial += 1;
    const { frames } = behaviour;
    if (frames === 'every register') return encodeFrame(frameWithEveryRegister(serial), 'standard');
    const { groups } = numberedFrame.historique(serial);
    return encodeFrame(frames === 'unknown labels' ? [...groups, ...unknownGroups()] : groups, 'historique');
  }

  function unknownGroups(): readonly WireGroup[] {
    const once = Array.from({ length: SINGLE_LABELS }, () => {
      singleLabels += 1;
      return singleUnknownLabel(singleLabels);
    });
    return [...REPEATED_UNKNOWN_LABELS, ...once].map((label) => ({ label, data: '1' }));
  }
}
