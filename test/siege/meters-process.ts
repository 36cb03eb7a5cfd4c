// A process of its own in which all meters talk, so that none falls silent because a test computes.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { numberedFrame } from '../e2e/chaos/numbered-frames.ts';
import { watchOwnPauses } from './machine-load.ts';
import type { Behaviour, LostReader, Meters } from './meters.ts';
import { answerCalls, nowMs } from './process-calls.ts';
import { frameWithEveryRegister, REPEATED_UNKNOWN_LABELS, singleUnknownLabel } from './unusual-frames.ts';

/** Of what was sent to a reader before it let go, at most the last so many frames were not read. */
const ON_THEIR_WAY = 10;
/** How many labels of a strange frame are never seen again. */
const STRANGE_ONCE = 20;
/** Frames that are encoded before the other meters have their turn. */
const FRAMES_A_TURN = 20;

const meters = new Map<string, Meter>();
const pauses = watchOwnPauses();

class Meter {
  manner: Behaviour;
  serial = 0;
  readonly lost: LostReader[] = [];
  #reader: Socket | undefined;
  #strange = 0;
  /** A burst is being made, and nothing else is said. */
  #isBursting = false;

  constructor(manner: Behaviour) {
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
    this.#isBursting = true;
    for (let nth = 0; nth < frames; nth += 1) {
      pieces.push(this.#next());
      if (nth % FRAMES_A_TURN === 0) await turn();
    }
    this.#reader?.write(Buffer.concat(pieces));
    this.#isBursting = false;
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
      const unheard = Array.from({ length: ON_THEIR_WAY }, (_, before) => this.serial - before);
      this.lost.push({ atMs: nowMs(), unheard });
    });
    const { letsGoAfterMs } = this.manner;
    if (letsGoAfterMs === undefined) return;
    setTimeout(() => this.#reader === socket && this.drop(), letsGoAfterMs);
  }

  async #talk(): Promise<void> {
    for (;;) {
      if (this.#reader?.writable && !this.#isBursting) this.#reader.write(this.#next());
      await delay(this.manner.everyMs);
    }
  }

  #next(): Uint8Array {
    this.serial += 1;
    const { frames } = this.manner;
    if (frames === 'every register') return encodeFrame(frameWithEveryRegister(this.serial), 'standard');
    const { groups } = numberedFrame.historique(this.serial);
    return encodeFrame(frames === 'strange' ? [...groups, ...this.#strangeGroups()] : groups, 'historique');
  }

  #strangeGroups(): readonly WireGroup[] {
    const once = Array.from({ length: STRANGE_ONCE }, () => {
      this.#strange += 1;
      return singleUnknownLabel(this.#strange);
    });
    return [...REPEATED_UNKNOWN_LABELS, ...once].map((label) => ({ label, data: '1' }));
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
  async talk(name, manner) {
    meterOf(name).manner = manner;
  },
  drop: async (name) => meterOf(name).drop(),
  burst: (name, frames) => meterOf(name).burst(frames),
  sent: async (name) => meterOf(name).serial,
  lost: async (name) => meterOf(name).lost,
  pauses: async () => pauses,
});
