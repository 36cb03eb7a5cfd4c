// A process of its own in which all meters talk, so that none falls silent because a test computes.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { tells } from '../e2e/chaos/meter.ts';
import { answerCalls } from './calls.ts';
import type { Manner, Meters } from './meters.ts';
import { COME_AGAIN, comesOnce } from './strange.ts';

/** A reader that lets go of its own has read all but what was sent right before, and at most so many frames. */
const ON_THEIR_WAY = 10;
/** How many labels of a strange frame are never seen again. */
const STRANGE_ONCE = 20;
/** Frames that are encoded before the other meters have their turn. */
const FRAMES_A_TURN = 200;

const meters = new Map<string, Meter>();

class Meter {
  manner: Manner;
  serial = 0;
  readonly unheard = new Set<number>();
  #reader: Socket | undefined;
  #strange = 0;
  #isSilent = false;

  constructor(manner: Manner) {
    this.manner = manner;
  }

  async open(): Promise<string> {
    const server = createServer((socket) => this.#accept(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    void this.#talk();
    return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async burst(frames: number): Promise<void> {
    const pieces: Uint8Array[] = [];
    const wasSilent = this.#isSilent;
    this.#isSilent = true;
    for (let nth = 0; nth < frames; nth += 1) {
      pieces.push(this.#next());
      if (nth % FRAMES_A_TURN === 0) await turn();
    }
    this.#reader?.write(Buffer.concat(pieces));
    this.#isSilent = wasSilent;
  }

  talkLike(manner: Manner): void {
    this.manner = manner;
    this.#isSilent = false;
  }

  fallSilent(): number {
    this.#isSilent = true;
    return this.serial;
  }

  /** What was written arrives whole. */
  drop(): void {
    const socket = this.#reader;
    this.#reader = undefined;
    socket?.end();
  }

  #accept(socket: Socket): void {
    this.#reader?.destroy();
    this.#reader = socket.on('error', () => {});
    socket.resume().on('close', () => {
      // What lets go on this side is no reader any more by then.
      if (this.#reader !== socket) return;
      this.#reader = undefined;
      for (let before = 0; before < ON_THEIR_WAY; before += 1) this.unheard.add(this.serial - before);
    });
    const { letsGoAfterMs } = this.manner;
    if (letsGoAfterMs === undefined) return;
    setTimeout(() => this.#reader === socket && this.drop(), letsGoAfterMs);
  }

  async #talk(): Promise<void> {
    for (;;) {
      if (this.#reader?.writable && !this.#isSilent) this.#reader.write(this.#next());
      await delay(this.manner.everyMs);
    }
  }

  #next(): Uint8Array {
    this.serial += 1;
    const { groups } = tells.historique(this.serial);
    return encodeFrame(this.manner.isStrange ? [...groups, ...this.#strangeGroups()] : groups, 'historique');
  }

  #strangeGroups(): readonly WireGroup[] {
    const once = Array.from({ length: STRANGE_ONCE }, () => {
      this.#strange += 1;
      return comesOnce(this.#strange);
    });
    return [...COME_AGAIN, ...once].map((label) => ({ label, data: '1' }));
  }
}

function meterOf(name: string): Meter {
  const meter = meters.get(name);
  if (!meter) throw new Error(`there is no meter ${name}`);
  return meter;
}

answerCalls<Meters>({
  async open(name, manner) {
    const meter = new Meter(manner);
    meters.set(name, meter);
    return meter.open();
  },
  talk: async (name, manner) => meterOf(name).talkLike(manner),
  drop: async (name) => meterOf(name).drop(),
  burst: (name, frames) => meterOf(name).burst(frames),
  fallSilent: async (name) => meterOf(name).fallSilent(),
  sent: async (name) => meterOf(name).serial,
  unheard: async (name) => [...meterOf(name).unheard],
});
