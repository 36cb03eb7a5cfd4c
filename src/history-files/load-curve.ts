import type { ImportedDay } from '../energy/imported-day.ts';
import { curveDays } from './curve-days.ts';
import { curvePoints } from './curve-points.ts';
import type { CurveRow } from './curve-row.ts';
import { extentOf } from './extent.ts';
import { type FileFacts, HistoryFileError } from './history-file.ts';

/** What the rows of a file's load curves come to. */
export interface LoadCurves {
  /** Oldest first, each of another day. */
  readonly days: readonly ImportedDay[];
  readonly facts: FileFacts;
}

/**
 * Makes days of the rows of load curves: of what was drawn, and of what was given. The rows may come in any order; only that of the
 * hour which comes twice in October tells something, where the times have no offset.
 * @param declaredStepMinutes the step that the file says it has: it counts where the distances of the rows show none
 * @throws HistoryFileError when no row has a value that can be taken
 */
export function loadCurvesOf(rows: readonly CurveRow[], declaredStepMinutes?: number): LoadCurves {
  const drawn = curvePoints(
    rows.filter(({ isGiven }) => isGiven !== true),
    declaredStepMinutes,
  );
  const given = curvePoints(
    rows.filter(({ isGiven }) => isGiven === true),
    declaredStepMinutes,
  );
  const steps = [...drawn.steps, ...given.steps];
  if (steps.length === 0) throw new HistoryFileError({ kind: 'noValues' });
  return {
    days: curveDays(drawn.steps, given.steps),
    facts: {
      rows: rows.filter(({ meanW }) => meanW !== undefined).length,
      empty: rows.filter(({ meanW }) => meanW === undefined).length,
      stepsMinutes: [...new Set(steps.map(({ stepMinutes }) => stepMinutes))].toSorted((one, other) => one - other),
      ...extentOf(steps.map(({ beginMs, stepMinutes }) => ({ fromMs: beginMs, toMs: beginMs + stepMinutes * 60_000 }))),
      repeated: drawn.repeated + given.repeated,
      contradictory: drawn.contradictory + given.contradictory,
      offGrid: drawn.offGrid + given.offGrid,
      inNoTime: drawn.inNoTime + given.inNoTime,
      hourOnce: new Set([...drawn.hourOnce, ...given.hourOnce]).size,
      estimated: drawn.estimated + given.estimated,
      indexWentBack: 0,
    },
  };
}
