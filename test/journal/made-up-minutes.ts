import { MINUTE_MS } from '../../src/base/paris-time.ts';
import { createScene, type Scene } from './scene.ts';

const DAY_MINUTES = 1_440;

/** The minutes of a meter, one after the other, from so many days ago to so many days ago. */
export type MinutesOfMeter = readonly [meter: string, fromDays: number, toDays: number];

/** A closed journal with these minutes and no Reading. */
export function sceneWithMinutes(...spans: readonly MinutesOfMeter[]): Scene {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 0);
  journal.close();
  scene.query('DELETE FROM block');
  scene.query('DELETE FROM minute');
  const now = Math.floor(scene.clock.wallMs / MINUTE_MS);
  for (const [meter, fromDays, toDays] of spans) {
    scene.query(`WITH RECURSIVE past(minute) AS (
        SELECT ${now - fromDays * DAY_MINUTES} UNION ALL SELECT minute + 1 FROM past
        WHERE minute < ${now - toDays * DAY_MINUTES - 1})
      INSERT INTO minute
      SELECT minute, '${meter}', NULL, 30, 11700.5, 210.0, 1890.0, 21345691.0 + minute, 13.0, 'HCHC', NULL, NULL, NULL, 0, 0 FROM past`);
  }
  return scene;
}
