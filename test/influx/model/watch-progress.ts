import { type PointMemory, pointsOf } from '../../../src/influx/points.ts';
import type { Scene } from './scene.ts';
import { hasFullSeries } from './storage.ts';

/** Checks, after each step, what the mirror tells the journal and what it sets aside. */
export interface ProgressWatch {
  /** What is wrong at this moment. */
  faults(): readonly string[];
}

/**
 * What the journal holds as delivered must be safe: on the server's disk, or given up for good. Each line that is counted
 * as refused must be set aside, once.
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
      return [...unsafe(), ...uncounted()];
    },
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
}
