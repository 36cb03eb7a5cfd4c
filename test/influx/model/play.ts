import type { InfluxConfig } from '../../../src/config/config.ts';
import type { Timeouts } from '../../../src/influx/client.ts';
import type { Entry } from '../../../src/journal/entry.ts';
import { faultsIn } from './account.ts';
import { modelClock } from './clock.ts';
import { createCourse } from './course.ts';
import { createDatabase, type Database } from './database.ts';
import { createHome } from './home.ts';
import { watchPlace } from './place.ts';
import { becomeWell, type Scene, take } from './scene.ts';
import type { Scenario } from './steps.ts';
import { createStorage } from './storage.ts';
import { startWire } from './wire.ts';

/** What came of a run. */
export interface Played {
  /** What went against one of the six sentences. */
  readonly faults: readonly string[];
  /** What our processes said, each line with its level before it. */
  readonly said: readonly string[];
}

/** Plays a scenario to its end, lets everything become well again, and draws up the account. */
export async function play(scenario: Scenario): Promise<Played> {
  const { face, complaint, literal, steps } = scenario;
  const clock = modelClock();
  const course = createCourse();
  const nowMs = () => clock.nowMs;
  const storage = createStorage(nowMs, () => clock.trueMs);
  const circumstances = () => ({ life: home.life, journalEnd: home.journal.end });
  const database = createDatabase({ face, complaint, nowMs, storage, course, circumstances });
  const doubt = () => course.note({ kind: 'doubt' });
  const left = () => {
    course.note({ kind: 'disregarded' });
    doubt();
  };
  await using wire = await startWire({ clock, answer: database.answer, abandoned: doubt, left });
  await using home = createHome({
    ...{ config: configOf(scenario, wire.url), clock, wire, patience: patienceWith(database) },
    begins: (life, { delivered }) => course.note({ kind: 'begin', life, delivered }),
  });
  const lost: Entry[] = [];
  const doubts = () => course.happenings.filter(({ kind }) => kind === 'doubt').length;
  const scene: Scene = { face, clock, wire, database, storage, home, lost, doubt, doubts };
  const place = watchPlace(scene, literal);
  const faults: string[] = [];

  for (const step of steps) {
    faults.push(...(await take(step, scene)), ...place.faults(), ...home.faults);
    if (faults.length > 0) return { faults, said: home.said };
  }
  faults.push(...(await becomeWell(scene)), ...place.faults());
  faults.push(...faultsIn({ course, storage, lost, kept: home.entries(), aside: home.refusedLines(), literal }));
  if (wire.mostInFlight > 1) faults.push(`${wire.mostInFlight} requests at a time`);
  return { faults: [...faults, ...database.faults, ...home.faults], said: home.said };
}

/** A request that will not be answered is soon given up; no other takes so long, on however busy a machine. */
function patienceWith(database: Database): Timeouts {
  return {
    silenceMs: 60_000,
    get requestMs() {
      return database.isSilentNext ? 100 : 60_000;
    },
  };
}

function configOf({ version, literal }: Scenario, url: string): InfluxConfig {
  if (version === '2') return { version, url, literal, token: 'secret', org: 'home', bucket: 'linky' };
  return { version, url, literal, database: 'linky', retentionPolicy: '', username: '', password: '' };
}
