// The process in which all meters run, so that none falls silent because a test computes.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { numberedFrame } from '../e2e/chaos/numbered-frames.ts';
import { watchOwnPauses } from './machine-load.ts';
import type { Behaviour, LostReader, Meters } from './meters.ts';
import { answerCalls, nowMs } from './process-calls.ts';
import { frameWithEveryRegister, REPEATED_UNKNOWN_LABELS, singleUnknownLabel } from './unusual-frames.ts';

/** When a reader disconnects, at most this many of the last frames were sent to it but not read. */
const ON_THEIR_WAY = 10;
/** How many labels of a frame with unknown labels occur in that frame only. */
const SINGLE_LABELS = 20;
/** How many frames are encoded before the other meters have their turn. */
const FRAMES_A_TURN = 20;

const meters = new Map<string, Meter>();
const pauses = watchOwnPauses();

class Meter {
  behaviour: Behaviour;
  serial = 0;
  readonly lost: LostReader[] = [];
  #reader: Socket | undefined;
  #singleLabelsSent = 0;
  /** Whether a burst is being prepared. No other frame is sent meanwhile. */
  #isBursting = false;

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
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

  /** What was written before still arrives completely. */
  drop(): void {
    const socket = this.#reader;
    this.#reader = undefined;
    socket?.end();
  }

  #accept(socket: Socket): void {
    // A reader that connects again has disconnected, even where this process, after a pause, has not seen that yet.
    if (this.#reader) this.#lose(this.#reader);
    this.#reader = socket.on('error', () => {});
    // A reader that this side disconnects is not `#reader` any more by now.
    socket.resume().on('close', () => this.#reader === socket && this.#lose(socket));
    const { disconnectsAfterMs } = this.behaviour;
    if (disconnectsAfterMs === undefined) return;
    setTimeout(() => this.#reader === socket && this.drop(), disconnectsAfterMs);
  }

  /** A reader has disconnected by itself. */
  #lose(reader: Socket): void {
    reader.destroy();
    this.#reader = undefined;
    const unreadSerials = Array.from({ length: ON_THEIR_WAY }, (_, before) => this.serial - before);
    this.lost.push({ atMs: nowMs(), unreadSerials });
  }

  async #talk(): Promise<void> {
    for (;;) {
      if (this.#reader?.writable && !this.#isBursting) this.#reader.write(this.#next());
      await delay(this.behaviour.everyMs);
    }
  }

  #next(): Uint8Array {
    this.serial += 1;
    const { frames } = this.behaviour;
    if (frames === 'every register') return encodeFrame(frameWithEveryRegister(this.serial), 'standard');
    const { groups } = numberedFrame.historique(this.serial);
    return encodeFrame(frames === 'unknown labels' ? [...groups, ...this.#unknownGroups()] : groups, 'historique');
  }

  #unknownGroups(): readonly WireGroup[] {
    const once = Array.from({ length: SINGLE_LABELS }, () => {
      this.#singleLabelsSent += 1;
      return singleUnknownLabel(this.#singleLabelsSent);
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
  async open(name, behaviour) {
    const meter = new Meter(behaviour);
    meters.set(name, meter);
    return meter.open();
  },
  async setBehaviour(name, behaviour) {
    meterOf(name).behaviour = behaviour;
  },
  drop: async (name) => meterOf(name).drop(),
  burst: (name, frames) => meterOf(name).burst(frames),
  sent: async (name) => meterOf(name).serial,
  lost: async (name) => meterOf(name).lost,
  pauses: async () => pauses,
});
