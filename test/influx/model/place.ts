import { type PointMemory, pointsOf } from '../../../src/influx/points.ts';
import { hasFullSeries } from './aside.ts';
import type { Scene } from './scene.ts';

/** Watches over what the journal is told of the mirror, and what is set aside. */
export interface PlaceWatch {
  /** What is wrong with it at this moment. */
  faults(): readonly string[];
}

/**
 * What the journal takes for delivered must be safe: on the server's disk, or given up for good. What is counted as refused is set
 * aside, and once.
 */
export function watchPlace({ home, storage, wire }: Scene, literal: boolean): PlaceWatch {
  let life = -1;
  let checked = 0;
  let memory: PointMemory = new Map();

  return {
    faults() {
      if (home.life !== life) {
        life = home.life;
        checked = 0;
        memory = new Map();
      }
      return [...unsafe(), ...uncounted()];
    },
  };

  function unsafe(): readonly string[] {
    const { delivered } = home.journal;
    const entries = delivered > checked ? home.journal.read(checked, delivered - checked) : [];
    checked = Math.max(checked, delivered);
    const faults = entries.flatMap((entry) => {
      const points = pointsOf(entry, memory, literal);
      memory = points.memory;
      const isGivenUp = (line: string) => storage.everRefused.has(line) || storage.everDropped.has(line);
      const line = points.lines.find((line) => !storage.isSafe(line) && !isGivenUp(line));
      return line === undefined ? [] : [`${entry.position} is taken for delivered, and the server may lose ${line}`];
    });
    return faults.slice(0, 3);
  }

  function uncounted(): readonly string[] {
    // What is set aside while a request is on its way is counted with the rest of its batch.
    if (wire.isHolding) return [];
    const aside = home.refusedLines().slice(home.asideBefore);
    const { refused } = home.mirror.status;
    const isRight = aside.length === refused || (aside.length < refused && hasFullSeries(aside));
    const twice = aside.length - new Set(aside).size;
    if (twice > 0) return [`${twice} lines are set aside twice by one process`];
    return isRight ? [] : [`${refused} lines are counted as refused, and ${aside.length} set aside`];
  }
}
