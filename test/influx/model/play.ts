import type { InfluxConfig } from '../../../src/config/config.ts';
import type { Entry } from '../../../src/journal/entry.ts';
import { faultsIn } from './account.ts';
import { modelClock } from './clock.ts';
import { createDatabase, type Database } from './database.ts';
import { createEventLog } from './event-log.ts';
import { startModelServer } from './http-server.ts';
import { createPluginProcesses } from './plugin-process.ts';
import { recover, type Scene, take } from './scene.ts';
import type { Scenario } from './steps.ts';
import { createStorage } from './storage.ts';
import { watchProgress } from './watch-progress.ts';

/** The result of a run. */
export interface Played {
  /** What broke one of the seven sentences. */
  readonly faults: readonly string[];
  /** The logs of all processes, each line with its level before it. */
  readonly said: readonly string[];
}

/** Plays a scenario to its end, lets everything recover, and draws up the account. */
export async function play(scenario: Scenario): Promise<Played> {
  const { identity, complaint, literal, steps } = scenario;
  const clock = modelClock();
  const eventLog = createEventLog();
  const nowMs = clock.now;
  const storage = createStorage(nowMs, clock.trueMs);
  const circumstances = () => ({ life: plugin.life, journalEnd: plugin.journal.end });
  const database = createDatabase({ identity, complaint, nowMs, storage, eventLog, circumstances });
  const doubt = () => eventLog.note({ kind: 'doubt' });
  const left = () => {
    eventLog.note({ kind: 'disregarded' });
    doubt();
  };
  const faults: string[] = [];
  const answer: Database['answer'] = (...request) => {
    faults.push(...place.faultsAtRequest());
    return database.answer(...request);
  };
  await using server = await startModelServer({ clock, answer, abandoned: doubt, left });
  await using plugin = createPluginProcesses({
    ...{ config: configOf(scenario, server.url), clock, server },
    begins: (life, { delivered }) => eventLog.note({ kind: 'begin', life, delivered }),
  });
  const lost: Entry[] = [];
  const doubts = () => eventLog.events.filter(({ kind }) => kind === 'doubt').length;
  const scene: Scene = { identity, literal, clock, server, database, storage, plugin, lost, doubt, doubts };
  const place = watchProgress(scene, literal);

  for (const step of steps) {
    faults.push(...(await take(step, scene)), ...place.faults(), ...plugin.faults);
    if (faults.length > 0) return { faults, said: plugin.said };
  }
  faults.push(...(await recover(scene)), ...place.faults());
  faults.push(...faultsIn({ eventLog, storage, lost, kept: plugin.entries(), aside: plugin.refusedLines(), literal }));
  if (server.mostInFlight > 1) faults.push(`${server.mostInFlight} requests at a time`);
  return { faults: [...faults, ...database.faults, ...plugin.faults], said: plugin.said };
}

function configOf({ version, literal }: Scenario, url: string): InfluxConfig {
  if (version === '2') return { version, url, literal, token: 'secret', org: 'home', bucket: 'linky' };
  return { version, url, literal, database: 'linky', retentionPolicy: '', username: '', password: '' };
}
