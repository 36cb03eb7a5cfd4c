import { setImmediate as nextTurn } from 'node:timers/promises';
import { sleep, systemClock } from '../base/clock.ts';
import type { Reading, Sink } from '../reading/reading.ts';
import type { Writer } from '../writer/writer.ts';

/** How long a burst of readings may keep the event loop busy. */
const MAX_TURN_MS = 10;
/** How many readings a recording may be ahead of the writer's thread. */
const MAX_AHEAD = 500;
/** How long the end of a recording waits for the writer's thread to take the rest. */
const LAST_TAKEN_TIMEOUT_MS = 60_000;

/** The path of every reading, from the meter to its sinks. */
export async function deliver(readings: AsyncIterable<Reading>, sinks: readonly Sink[]): Promise<void> {
  for await (const reading of readings) for (const sink of sinks) sink.take(reading);
}

/** Passes the readings on and, during a burst, gives the event loop a turn every 10 ms. */
export async function* yieldingToEventLoop(readings: AsyncIterable<Reading>): AsyncGenerator<Reading, void> {
  let turnBeganMs = systemClock.now();
  for await (const reading of readings) {
    yield reading;
    if (systemClock.now() - turnBeganMs < MAX_TURN_MS) continue;
    await nextTurn();
    turnBeganMs = systemClock.now();
  }
}

/**
 * Passes on the readings of a recording, which can wait, no faster than the writer takes them, so that none is dropped. Ends once the
 * writer has taken all of them, so that a stop right after the end of the recording finds the thread still working; or after a minute, if
 * the thread takes nothing.
 */
export async function* atWritersPace(
  writer: Writer,
  readings: AsyncIterable<Reading>,
  life: AbortSignal,
): AsyncGenerator<Reading, void> {
  for await (const reading of readings) {
    yield reading;
    await writer.untilAllTakenBut(MAX_AHEAD);
  }
  await Promise.race([writer.untilAllTakenBut(0), sleep(LAST_TAKEN_TIMEOUT_MS, systemClock, life)]);
}

/**
 * Completes each reading by several steps, one after another: its active power, the calendar of its contract. If a step fails on a reading,
 * because of a programming error, its result is left out: no reading is lost, and the next ones are processed as usual.
 * @param guard calls a function, and reports what it throws
 */
export async function* enriched(
  readings: AsyncIterable<Reading>,
  steps: readonly ((reading: Reading) => Reading)[],
  guard: (act: () => void) => void,
): AsyncGenerator<Reading, void> {
  for await (const reading of readings) {
    let result = reading;
    for (const step of steps) {
      guard(() => {
        result = step(result);
      });
    }
    yield result;
  }
}
