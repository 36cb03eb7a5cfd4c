import { setImmediate as turn } from 'node:timers/promises';
import type { InfluxConfig } from '../../src/config/config.ts';
import { Mirror, type MirrorJournal } from '../../src/influx/mirror.ts';
import { textsIn } from '../../src/texts/texts.ts';
import type { TroubleList } from '../../src/trouble/list.ts';
import { PATIENT } from '../../testbed/databases/scripted-server.ts';
import { type FakeClock, fakeClock } from '../../testbed/support/clock.ts';
import { SOME_MS } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';

const { en } = textsIn;

export interface RunningMirror extends AsyncDisposable {
  readonly mirror: Mirror;
  /** Where it keeps the lines that were refused. */
  readonly folder: string;
  readonly clock: FakeClock;
  /** What it has reported. */
  readonly troubles: TroubleList;
  /** What that list says in the log, each line with its level before it. */
  readonly lines: readonly string[];
  readonly debug: readonly string[];
  /** One round: it sends what is new, and then waits for more. */
  round(): Promise<void>;
  /** As many rounds as it takes until all is sent, and it waits for new readings. */
  rest(): Promise<void>;
}

/** Starts a mirror of a journal into the InfluxDB at `url`; its time passes round by round. */
export function runningMirror(journal: MirrorJournal, url: string, given: Partial<InfluxConfig> = {}): RunningMirror {
  const store = { version: '1', database: 'linky', retentionPolicy: '', username: '', password: '' } as const;
  const config = { literal: true, url, ...store, ...given } as InfluxConfig;
  const folder = temporaryFolder();
  const clock = fakeClock({ wallMs: SOME_MS });
  const { log, lines, debug, troubles } = loggedTroubles(clock.aside);
  const parts = { journal, config, folder, clock, random: () => 0, reports: troubles, log, texts: en.influx };
  const mirror = new Mirror({ ...parts, timeouts: PATIENT });
  const life = new AbortController();
  const ended = mirror.run(life.signal);
  return {
    mirror,
    folder,
    clock,
    troubles,
    lines,
    debug,
    async round() {
      await sleeps(clock);
      clock.skip();
      await sleeps(clock);
    },
    async rest() {
      do {
        await sleeps(clock);
        clock.skip();
        await sleeps(clock);
      } while (clock.waits.at(-1) !== 10_000);
    },
    async [Symbol.asyncDispose]() {
      life.abort();
      clock.skip();
      await ended;
    },
  };
}

async function sleeps(clock: FakeClock): Promise<void> {
  while (clock.waiting === 0) await turn();
}
