import type { ImportedDay } from '../energy/imported-day.ts';
import { curveDays } from './curve-days.ts';
import { curvePoints } from './curve-points.ts';
import type { CurveRow } from './curve-row.ts';
import { extentOf } from './extent.ts';
import { type FileFacts, HistoryFileError } from './history-file.ts';

/** The result of the rows of a file's load curves. */
export interface LoadCurves {
  /** Oldest first, one entry a day. */
  readonly days: readonly ImportedDay[];
  readonly facts: FileFacts;
}

/**
 * Converts rows of load curves, imported and exported, to days. The rows may be in any order. The order matters only in the hour that is
 * repeated in October, if the times have no offset.
 * @param declaredStepMinutes the step that the file states: used where the distances of the rows do not show one
 * @throws HistoryFileError if no row has an acceptable value
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
