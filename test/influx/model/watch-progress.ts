import { type PointMemory, pointsOf } from '../../../src/influx/points.ts';
import type { Trouble } from '../../../src/trouble/trouble.ts';
import type { Scene } from './scene.ts';
import { hasFullSeries } from './storage.ts';

/** Checks, after each step, what the mirror tells the journal and the list of what is wrong, and what it sets aside. */
export interface ProgressWatch {
  /** What is wrong after a step. */
  faults(): readonly string[];
  /** What is wrong when a request comes. */
  faultsAtRequest(): readonly string[];
}

const OUTAGES: ReadonlySet<string> = new Set(['unreachable', 'busy', 'misconfigured']);

/**
 * What the journal holds as delivered must be safe: on the server's disk, or given up for good. Each line that is counted
 * as refused must be set aside, once. An outage, and the series that are refused, must stand on the list while the status has them.
 */
export function watchProgress({ plugin, storage, server }: Scene, literal: boolean): ProgressWatch {
  let life = -1;
  let checked = 0;
  let memory: PointMemory = new Map();

  return {
    faults() {
      if (plugin.life !== life) {
        life = plugin.life;
        checked = 0;
        memory = new Map();
      }
      return [...unsafe(), ...uncounted(), ...unlistedOutage(), ...unlistedSeries()];
    },
    faultsAtRequest: unlistedOutage,
  };

  function unsafe(): readonly string[] {
    const { delivered } = plugin.journal;
    const entries = delivered > checked ? plugin.journal.read(checked, delivered - checked) : [];
    checked = Math.max(checked, delivered);
    const faults = entries.flatMap((entry) => {
      const points = pointsOf(entry, memory, literal);
      memory = points.memory;
      const isGivenUp = (line: string) => storage.everRefused.has(line) || storage.everDropped.has(line);
      const line = points.lines.find((line) => !storage.isSafe(line) && !isGivenUp(line));
      return line === undefined ? [] : [`${entry.position} counts as delivered, and the server may lose ${line}`];
    });
    return faults.slice(0, 3);
  }

  function uncounted(): readonly string[] {
    // A line that is set aside while a request is under way is counted when its batch is done.
    if (server.isHolding) return [];
    const aside = plugin.refusedLines().slice(plugin.asideBefore);
    const { refused } = plugin.mirror.status;
    const isRight = aside.length === refused || (aside.length < refused && hasFullSeries(aside));
    const twice = aside.length - new Set(aside).size;
    if (twice > 0) return [`${twice} lines are set aside twice by one process`];
    return isRight ? [] : [`${refused} lines are counted as refused, and ${aside.length} set aside`];
  }

  function unlistedOutage(): readonly string[] {
    const { state } = plugin.mirror.status;
    const outages = listed().flatMap(({ kind }) => (kind === 'refused' ? [] : [kind]));
    if (OUTAGES.has(state) === outages.length > 0) return [];
    return [`the list has ${outages.join() || 'no outage'}, and the status ${state}`];
  }

  function unlistedSeries(): readonly string[] {
    const { state, refusedSeriesInAll: refused = 0 } = plugin.mirror.status;
    // Until a batch is done, only the status has what is refused anew.
    if (OUTAGES.has(state) || server.isHolding) return [];
    const inList = listed().find(({ kind }) => kind === 'refused')?.seriesInAll ?? 0;
    return inList === refused ? [] : [`the list has ${inList} refused series, and the status ${refused}`];
  }

  function listed(): readonly Trouble<'mirror'>[] {
    return plugin.standing.filter((one) => one.part === 'mirror');
  }
}
